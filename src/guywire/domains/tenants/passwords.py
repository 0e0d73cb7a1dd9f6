"""Password strength, judged offline by zxcvbn against the person's own words too."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn import zxcvbn

LEAST_SCORE = 3
LONGEST = 72


class StrengthValidator:
    """Refuses what a patient guesser finds: common, short, repeated or the person's own name."""

    def validate(self, password: str, user: object | None = None) -> None:
        words = [getattr(user, "email", ""), getattr(user, "name", "")] if user else []
        verdict = zxcvbn(password[:LONGEST], user_inputs=[word for word in words if word])
        if verdict["score"] < LEAST_SCORE:
            advice = verdict["feedback"]["warning"] or _("It is easy to guess.")
            raise ValidationError(_("This password is too weak. %(advice)s") % {"advice": advice})

    def get_help_text(self) -> str:
        return _("Use a few unrelated words; length matters more than signs.")
