"""The API: one router for each domain's entities and operations, problems as RFC 9457."""

from importlib import import_module

from guywire.kit.api import Api

from .domains import DOMAINS

api = Api(title="Guywire", version="1", docs_url="/docs", urls_namespace="api")
for domain in DOMAINS:
    for router in import_module(f"guywire.domains.{domain}.api").routers:
        api.add_router(f"/{domain}", router)
