"""The API of tenants: who am I, the people here, keys."""

from datetime import datetime
from uuid import UUID

from ninja import Router, Schema, Status

from guywire.kit.access import needs, signed_in

from . import queries
from .inputs import ApiKeyInput, InvitationInput
from .models import ApiKey, Invitation, Membership
from .requests import MemberRequest
from .services import invitations
from .services import keys as key_services

router = Router(tags=["tenants"])


class TenantOut(Schema):
    id: UUID
    slug: str
    name: str
    time_zone: str
    currency: str
    locale: str
    units: str


class MeOut(Schema):
    """Who asks, where, and what they may do."""

    kind: str
    name: str
    role: str
    codes: list[str]
    tenant: TenantOut


class MembershipOut(Schema):
    id: UUID
    email: str
    name: str
    role: str
    state: str
    joined_at: datetime
    last_seen_at: datetime | None

    @staticmethod
    def resolve_email(row: Membership) -> str:
        return row.person.email

    @staticmethod
    def resolve_name(row: Membership) -> str:
        return row.person.name


class InvitationOut(Schema):
    id: UUID
    email: str
    role: str
    state: str
    expires_at: datetime


class KeyOut(Schema):
    id: UUID
    name: str
    prefix: str
    codes: list[str]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


class NewKeyOut(KeyOut):
    """The one answer that holds the token."""

    token: str


@router.get("/me", response=MeOut, operation_id="tenants_me")
@signed_in("says who asks and what they may do")
def me(request: MemberRequest) -> dict[str, object]:
    actor = request.actor
    return {
        "kind": actor.kind,
        "name": actor.name,
        "role": actor.role,
        "codes": sorted(actor.codes),
        "tenant": request.tenant,
    }


@router.get("/memberships", response=list[MembershipOut], operation_id="tenants_membership_list")
@needs("tenants.membership.view")
def memberships(request: MemberRequest) -> list[Membership]:
    return list(queries.memberships())


@router.post("/invitations", response={201: InvitationOut}, operation_id="tenants_invitation_add")
@needs("tenants.invitation.add")
def invite(request: MemberRequest, data: InvitationInput) -> Status[Invitation]:
    return Status(201, invitations.invite(data, inviter=request.actor))


@router.get("/keys", response=list[KeyOut], operation_id="tenants_api_key_list")
@needs("tenants.api_key.view")
def keys(request: MemberRequest) -> list[ApiKey]:
    return list(queries.keys())


@router.post("/keys", response={201: NewKeyOut}, operation_id="tenants_api_key_add")
@needs("tenants.api_key.add")
def add_key(request: MemberRequest, data: ApiKeyInput) -> Status[dict[str, object]]:
    key, token = key_services.make_key(data, maker=request.actor)
    return Status(201, {**KeyOut.from_orm(key).dict(), "token": token})


@router.post("/keys/{pk}/revoke", response=KeyOut, operation_id="tenants_api_key_revoke")
@needs("tenants.api_key.revoke")
def revoke_key(request: MemberRequest, pk: UUID) -> ApiKey:
    return key_services.revoke_key(queries.key(pk))


routers = (router,)
