"""The network's API."""

from ninja import Router

routers: tuple[Router, ...] = ()
