"""The API's frame: refusals as problem+json (RFC 9457), and the shapes that operations share."""

from .problems import Api, problem

__all__ = ["Api", "problem"]
