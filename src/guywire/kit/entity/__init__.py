"""One declaration per entity; pages, API, CSV import and export, menu and search are made from it.

    SITE = Entity(
        model=Site, input=SiteInput, output=SiteOutput,
        rows=queries.sites, create=services.create_site, change=services.change_site,
        columns=(Column("name", link=True), Column("status", badge=True)),
    )

``urls.py``: ``urlpatterns = entity_urls(SITE)``; ``api.py``: ``routers = entity_routers(SITE)``.
Nothing else states an entity's columns, filters, write shape, permissions or actions.
"""

from ..shapes.inputs import Input, Refers
from ..tables import Column, Filter
from .declaration import Action, Changes, Entity, Html, ListLink, Panel, Related, Timeline

__all__ = [
    "Action",
    "Changes",
    "Column",
    "Entity",
    "Filter",
    "Html",
    "Input",
    "ListLink",
    "Panel",
    "Refers",
    "Related",
    "Timeline",
]
