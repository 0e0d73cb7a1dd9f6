"""Texts for formats that take few characters.

ascii_of("Zoë Łuczak")              # "Zoe Luczak"
encodable("Zoë Łuczak", "cp1252")   # "Zoë Luczak"
"""

from guywire.engines.text.latin import ascii_of, encodable

__all__ = ["ascii_of", "encodable"]
