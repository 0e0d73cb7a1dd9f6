"""Text for formats that take few characters: accents fall, letters of other scripts are rewritten.

The rewriting follows the EPC's conversion table (EPC217-08, best practices): base letter for a
letter with marks, the usual Latin letters for Greek and Cyrillic, "." for what has no equal. German
umlauts lose their dots there ("Mueller" is not guessed back from "Müller" by a bank).
"""

import re
import unicodedata

WITHOUT_BASE = {
    "ß": "s", "ẞ": "S", "Æ": "A", "æ": "a", "Œ": "O", "œ": "o", "Ø": "O", "ø": "o", "Ð": "D",
    "ð": "d", "Đ": "D", "đ": "d", "Þ": "T", "þ": "t", "Ł": "L", "ł": "l", "Ħ": "H", "ħ": "h",
    "ı": "i", "ĸ": "k", "Ŋ": "N", "ŋ": "n", "Ŧ": "T", "ŧ": "t", "€": "E", "£": "GBP",
    "“": "'", "”": "'", "„": "'", "‘": "'", "’": "'", "`": "'", "´": "'", "–": "-", "—": "-",
    "‐": "-", "…": "...", "\u00a0": " ", "\t": " ", "\n": " ", "\r": " ",
}  # fmt: skip
GREEK = dict(
    zip(
        "ΑΒΓΔΕΖΗΙΚΛΜΝΞΟΠΡΣΤΥΦαβγδεζηικλμνξοπρςστυφ",
        "AVGDEZIIKLMNXOPRSTYFavgdeziiklmnxoprsstyf",
        strict=True,
    )
) | {"Θ": "TH", "Χ": "CH", "Ψ": "PS", "Ω": "O", "θ": "th", "χ": "ch", "ψ": "ps", "ω": "o"}
CYRILLIC = dict(
    zip(
        "АБВГДЕЗИЙКЛМНОПРСТУФЪЬабвгдезийклмнопрстуфъь",
        "ABVGDEZIYKLMNOPRSTUFAYabvgdeziyklmnoprstufay",
        strict=True,
    )
) | {
    "Ж": "ZH", "Х": "H", "Ц": "TS", "Ч": "CH", "Ш": "SH", "Щ": "SHT", "Ю": "YU", "Я": "YA",
    "Ё": "YO", "Ы": "Y", "Э": "E", "І": "I", "Ї": "YI", "Є": "YE", "Ґ": "G", "Ј": "J", "Љ": "LJ",
    "Њ": "NJ", "Ћ": "C", "Ђ": "DJ", "Џ": "DZ", "Ќ": "K", "Ѓ": "G", "Ѕ": "DZ",
    "ж": "zh", "х": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sht", "ю": "yu", "я": "ya",
    "ё": "yo", "ы": "y", "э": "e", "і": "i", "ї": "yi", "є": "ye", "ґ": "g", "ј": "j", "љ": "lj",
    "њ": "nj", "ћ": "c", "ђ": "dj", "џ": "dz", "ќ": "k", "ѓ": "g", "ѕ": "dz",
}  # fmt: skip
REWRITTEN = WITHOUT_BASE | {
    # "Shterbakov", not "SHTerbakov": names are written with one capital.
    letter: latin.capitalize() if len(latin) > 1 and latin.isupper() else latin
    for letter, latin in (GREEK | CYRILLIC).items()
}
UNKNOWN = "."
SPACES = re.compile(r" {2,}")


def ascii_of(text: str) -> str:
    """The text in printable ASCII; "." stands for what cannot be written in it."""
    plain = text if text.isascii() and text.isprintable() else "".join(map(_ascii, _apart(text)))
    return SPACES.sub(" ", plain).strip()


def encodable(text: str, encoding: str) -> str:
    """The text with what the encoding has as it is, and the rest in ASCII."""
    return "".join(char if _has(encoding, char) else ascii_of(char) for char in text)


def _has(encoding: str, char: str) -> bool:
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _apart(text: str) -> str:
    """Letters and their marks apart, so that a mark can fall; what has its own rule stays whole."""
    return "".join(
        char if char in REWRITTEN else unicodedata.normalize("NFKD", char) for char in text
    )


def _ascii(char: str) -> str:
    if char in REWRITTEN:
        return REWRITTEN[char]
    if char.isascii():
        return char if char.isprintable() else UNKNOWN
    return "" if unicodedata.combining(char) else UNKNOWN
