"""The API of the billing domain."""

from . import papers

routers = (papers.router,)
