"""What the network was at a minute."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Query, Router
from pydantic import AwareDatetime, BaseModel, Field

from guywire.kit.access import ActorRequest, needs

from ..queries.history import kind_named, stood_at
from .maps import VIEW

router = Router(tags=["History"])


class AsOfQuery(BaseModel):
    at: AwareDatetime = Field(description="the moment, with its offset from UTC")
    limit: int = Field(default=100, ge=1, le=1000)
    offset: int = Field(default=0, ge=0, le=10_000_000)


class PastState(BaseModel):
    """An object as it was; ``facts`` are its columns then, without secrets."""

    id: UUID
    valid_from: datetime
    valid_to: datetime | None
    facts: dict[str, Any]


class PastStates(BaseModel):
    count: int
    items: list[PastState]


@router.get("/as-of/{kind}", response=PastStates, operation_id="network_as_of")
@needs(VIEW)
def as_of(request: ActorRequest, kind: str, query: Query[AsOfQuery]) -> PastStates:
    """What stood at a moment: ``sites``, ``sectors``, ``backhaul-links`` or ``equipment``."""
    asked = kind_named(kind)
    request.actor.require(asked.code)
    stood = stood_at(asked, query.at, query.limit, query.offset)
    items = [
        PastState(
            id=version.subject_id,
            valid_from=version.valid_from,
            valid_to=version.valid_to,
            facts=version.facts,
        )
        for version in stood.versions
    ]
    return PastStates(count=stood.count, items=items)
