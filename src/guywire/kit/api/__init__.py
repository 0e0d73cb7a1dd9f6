"""The API's frame: refusals as problem+json (RFC 9457), stated in the schema of every operation."""

from .problems import Api, problem

__all__ = ["Api", "problem"]
