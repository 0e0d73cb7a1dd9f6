"""What allauth asks of the host: who may sign up, how its secrets are kept."""

from base64 import urlsafe_b64encode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(settings.GUYWIRE_SIGNUP_OPEN) or "invitation" in request.session


class MFAAdapter(DefaultMFAAdapter):
    """Authenticators' secrets are sealed with a key derived from the master keys."""

    def _fernet(self) -> MultiFernet:
        return MultiFernet(
            [
                Fernet(urlsafe_b64encode(key.derive("authenticators")))
                for key in settings.GUYWIRE_MASTER_KEYS
            ]
        )

    def encrypt(self, text: str) -> str:
        return self._fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return self._fernet().decrypt(encrypted_text.encode()).decode()
