"""The entities of the billing domain."""

from .sendings import SENDING

ENTITIES = (SENDING,)
