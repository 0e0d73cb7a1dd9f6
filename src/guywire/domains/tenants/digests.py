"""What is stored of a token, in place of the token."""

import hashlib


def digest_of(token: str) -> str:
    """SHA-256 in hex; 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()
