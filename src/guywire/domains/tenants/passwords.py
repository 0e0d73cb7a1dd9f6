"""Password strength, judged offline by zxcvbn against the person's own words too."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn import zxcvbn

LEAST_SCORE = 3
LONGEST = 72
SHORTEST_WORD = 3
LEAST_LEFT = 6


class StrengthValidator:
    """Refuses what a patient guesser finds: common, short, repeated or the person's own name."""

    def validate(self, password: str, user: object | None = None) -> None:
        own = f"{getattr(user, 'email', '')} {getattr(user, 'name', '')}" if user else ""
        words = [word for word in re.split(r"[^\w]+", own) if len(word) >= SHORTEST_WORD]
        if words and self._left_over(password, words) < LEAST_LEFT:
            raise ValidationError(_("This password is little more than your own name or address."))
        verdict = zxcvbn(password[:LONGEST], user_inputs=words)
        if verdict["score"] < LEAST_SCORE:
            advice = verdict["feedback"]["warning"] or _("It is easy to guess.")
            raise ValidationError(_("This password is too weak. %(advice)s") % {"advice": advice})

    def _left_over(self, password: str, words: list[str]) -> int:
        """How many signs remain once the person's own words are taken out."""
        rest = password.lower()
        for word in words:
            rest = rest.replace(word.lower(), "")
        return len(rest)

    def get_help_text(self) -> str:
        return _("Use a few unrelated words; length matters more than signs.")
