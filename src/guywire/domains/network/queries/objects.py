"""Rows of the network for lists, with what their columns count."""

from datetime import timedelta
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from guywire.kit import clock
from guywire.kit.access import Actor
from guywire.kit.errors import NotFound

from ..models import (
    AddressPoint,
    BackhaulLink,
    Equipment,
    Sector,
    SignalMeasurement,
    Site,
    SiteContact,
)


def sites(actor: Actor) -> QuerySet[Site]:
    """Every site, with how many sectors it carries."""
    counted = (
        Sector.objects.filter(site=OuterRef("pk"))
        .order_by()
        .values("site")
        .annotate(count=Count("pk"))
        .values("count")
    )
    return Site.objects.annotate(sector_count=Coalesce(Subquery(counted), 0))


def contacts(actor: Actor) -> QuerySet[SiteContact]:
    return SiteContact.objects.select_related("site")


def sectors(actor: Actor) -> QuerySet[Sector]:
    return Sector.objects.select_related("site").prefetch_related("antenna_pattern")


def measurements(actor: Actor) -> QuerySet[SignalMeasurement]:
    return SignalMeasurement.objects.select_related("sector__site")


def sector_of(sector_id: UUID) -> Sector:
    """One sector with its site. Raises NotFound."""
    sector = Sector.objects.select_related("site").filter(pk=sector_id).first()
    if sector is None:
        raise NotFound("There is no such sector.", field="sector_id")
    return sector


def sites_of_map(actor: Actor, limit: int) -> list[Site]:
    """The first sites by name with their sectors, as far as the actor may see sites."""
    if not actor.may("network.site.view"):
        return []
    return list(Site.objects.order_by("name").prefetch_related("sectors")[:limit])


def equipment(actor: Actor) -> QuerySet[Equipment]:
    return Equipment.objects.select_related("site", "sector")


def links(actor: Actor) -> QuerySet[BackhaulLink]:
    return BackhaulLink.objects.select_related("site_a", "site_b")


def links_at(site: Site) -> QuerySet[BackhaulLink]:
    """The links that end at a site."""
    at_site = Q(site_a=site) | Q(site_b=site)
    return BackhaulLink.objects.filter(at_site).select_related("site_a", "site_b")


def licence_ending(rows: QuerySet[BackhaulLink], days: str) -> QuerySet[BackhaulLink]:
    """The links in use whose licence has ended, or ends within so many days."""
    by = clock.now().date() + timedelta(days=int(days))
    return rows.filter(kind=BackhaulLink.Kind.LICENSED, valid_to=None, licence_expires_on__lte=by)


def addresses(actor: Actor) -> QuerySet[AddressPoint]:
    return AddressPoint.objects.all()


def of_type(rows: QuerySet[Site], kind: str) -> QuerySet[Site]:
    """The sites that are (among others) of a type; ValueError for an unknown type."""
    return rows.filter(types__contains=[Site.Type(kind).value])


def with_tag(rows: QuerySet[Site], tag: str) -> QuerySet[Site]:
    return rows.filter(tags__contains=[tag])


def at_either_end(rows: QuerySet[BackhaulLink], site_name: str) -> QuerySet[BackhaulLink]:
    return rows.filter(Q(site_a__name=site_name) | Q(site_b__name=site_name))


def with_words(rows: QuerySet[AddressPoint], words: str) -> QuerySet[AddressPoint]:
    return rows.filter(search=SearchQuery(words.lower(), config="simple"))
