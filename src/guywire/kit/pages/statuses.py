"""How a status looks: its tone and its icon, so that colour is never the only sign."""

from typing import Final, Literal

Tone = Literal["ok", "warn", "bad", "info", "off"]

TONE_ICONS: Final[dict[Tone, str]] = {
    "ok": "circle-check",
    "warn": "alert-triangle",
    "bad": "circle-x",
    "info": "circle-dot",
    "off": "circle-dashed",
}

# One word, one look, on every page. A status that is missing here is shown neutrally.
_WORDS: Final[dict[Tone, str]] = {
    "ok": "active live online up ok success succeeded done completed finished accepted paid clear"
    " granted qualified serviceable verified enabled healthy won converted installed current"
    " approved on_air deployed served applied settled used billed",
    "warn": "suspended degraded warning overdue late pending_approval expiring partial maintenance"
    " grazing retrying marginal paused at_risk unverified part_paid",
    "bad": "down offline failed error blocked rejected lost refused revoked expired cancelled"
    " canceled unserviceable critical erased crashed conflict returned reversed written_off",
    "info": "new planned quoted ordered scheduled running queued open in_progress contacted invited"
    " registered primary build building doing pending issued waiting unused part_used",
    "off": "ended retired draft archived closed inactive disabled none unknown never secondary"
    " void",
}
_TONES: Final[dict[str, Tone]] = {
    word: tone for tone, words in _WORDS.items() for word in words.split()
}
_ICONS: Final[dict[str, str]] = {
    "suspended": "player-pause",
    "paused": "player-pause",
    "scheduled": "calendar-event",
    "planned": "calendar-time",
    "ordered": "clipboard-list",
    "quoted": "file-text",
    "running": "progress",
    "in_progress": "progress",
    "queued": "hourglass",
    "pending": "hourglass",
    "retrying": "refresh",
    "overdue": "clock",
    "late": "clock",
    "ended": "circle-minus",
    "retired": "archive",
    "archived": "archive",
    "new": "star",
    "converted": "user-check",
    "invited": "mail",
    "issued": "file-invoice",
    "waiting": "hourglass",
    "closed": "lock",
    "void": "ban",
}


def tone_of(status: str) -> Tone:
    """The tone of a status word, whatever its case or separator; ``off`` when unknown."""
    return _TONES.get(_word(status), "off")


def icon_of(status: str) -> str:
    """The icon name that goes with a status word."""
    return _ICONS.get(_word(status), TONE_ICONS[tone_of(status)])


def _word(status: str) -> str:
    return status.strip().lower().replace("-", "_").replace(" ", "_")
