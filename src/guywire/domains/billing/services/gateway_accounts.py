"""The tenant's accounts at gateways: set up, tested, then in use."""

from datetime import datetime
from uuid import UUID

from guywire.kit import clock
from guywire.kit.errors import Conflict, DomainError
from guywire.kit.events import publish
from guywire.kit.jobs import defer

from ..events import GatewayBroken, GatewayPutInUse
from ..gateways.asking import GatewayRefusedUs
from ..gateways.opening import Credentials
from ..gateways.port import Account as Told
from ..gateways.port import WebhookRegistered
from ..inputs.collecting import GatewayAccountInput
from ..models import GatewayAccount, PaymentAttempt, PaymentInstrument

CATCH_UP, TEST = "guywire.billing.catch_up", "guywire.billing.test_gateway"
State = GatewayAccount.State


class NotTested(Conflict):
    code = "gateway_not_tested"


class GatewayInPlace(Conflict):
    """It is so already."""

    code = "gateway_in_place"


class GatewayNotInUse(DomainError):
    code = "gateway_not_in_use"


class GatewayStays(Conflict):
    """What customers saved there, or money under way, needs the account."""

    code = "gateway_stays"


def credentials_of(account: GatewayAccount) -> Credentials:
    """What opens the gateway, in the clear: for the doors that call it, never for a page."""
    return Credentials(
        gateway=account.gateway,
        client_id=account.client_id,
        secret=account.secret.reveal() if account.secret else "",
        webhook_id=account.webhook_id,
        webhook_secret=account.webhook_secret.reveal() if account.webhook_secret else "",
        is_sandbox=account.is_sandbox,
        base_url=account.base_url,
    )


def add_gateway(data: GatewayAccountInput) -> GatewayAccount:
    """Set an account up; it takes no money until it is tested and put in use."""
    _require_whole(data, has_secret=bool(data.secret))
    made = GatewayAccount.objects.create(
        name=data.name,
        gateway=data.gateway,
        client_id=data.client_id,
        secret=data.secret or "",
        is_sandbox=data.is_sandbox,
    )
    return GatewayAccount.objects.get(pk=made.pk)  # what is read back can be opened


def change_gateway(account: GatewayAccount, data: GatewayAccountInput) -> GatewayAccount:
    """Change an account; with other credentials it has to be tested again. GatewayStays."""
    account = GatewayAccount.objects.select_for_update().get(pk=account.pk)
    _require_whole(data, has_secret=bool(data.secret) or bool(account.secret))
    if data.gateway != account.gateway and account.instruments.exists():
        raise GatewayStays("Customers have saved cards with this gateway.", field="gateway")
    before = (account.gateway, account.client_id, account.is_sandbox)
    account.name, account.gateway = data.name, data.gateway
    account.client_id, account.is_sandbox = data.client_id, data.is_sandbox
    if data.secret:
        account.secret = data.secret
    if data.secret or before != (account.gateway, account.client_id, account.is_sandbox):
        account.state, account.tested_at, account.problem = State.TESTING, None, ""
    account.save()
    return account


def _require_whole(data: GatewayAccountInput, *, has_secret: bool) -> None:
    if not has_secret:
        raise GatewayRefusedUs("Give the secret key of the account.", field="secret")
    if data.gateway == GatewayAccount.Gateway.PAYPAL and not data.client_id:
        raise GatewayRefusedUs("PayPal needs the client id too.", field="client_id")


def remove_gateway(account: GatewayAccount) -> None:
    """Forget an account that nothing was done with. GatewayStays."""
    used = (
        PaymentInstrument.objects.filter(account=account).exists()
        or PaymentAttempt.objects.filter(account=account).exists()
        or account.messages.exists()
    )
    if used:
        raise GatewayStays("Money went through this account; take it out of use instead.")
    account.delete()


def ask_test(account: GatewayAccount) -> GatewayAccount:
    """Have the gateway asked who we are; what it says stands in the row soon."""
    account = GatewayAccount.objects.select_for_update().get(pk=account.pk)
    account.problem = ""
    account.save(update_fields=["problem", "updated_at"])
    defer(TEST, account_id=str(account.pk))
    return account


def to_test(account_id: UUID) -> Credentials | None:
    account = GatewayAccount.objects.filter(pk=account_id).first()
    return None if account is None else credentials_of(account)


def note_tested(
    account_id: UUID, told: Told, webhook: WebhookRegistered | None = None
) -> GatewayAccount:
    """The gateway knows us; ``webhook`` is where it will tell of what happens."""
    account = GatewayAccount.objects.select_for_update().get(pk=account_id)
    account.external_id, account.external_name = told.id[:120], told.name[:160]
    account.is_live, account.currencies = told.is_live, list(told.currencies)
    account.tested_at, account.problem = clock.now(), ""
    if webhook is not None:
        account.webhook_id = webhook.id
        account.webhook_secret = webhook.secret
        account.told_until = account.told_until or clock.now()
    if account.state == State.ERROR:
        account.state = State.ACTIVE if account.webhook_id else State.TESTING
    account.save()
    return account


def note_broken(account_id: UUID, problem: str) -> None:
    """The gateway takes our key no more: no money is asked for until it is mended."""
    account = GatewayAccount.objects.select_for_update().get(pk=account_id)
    was = account.state
    account.problem = problem[:200]
    if was == State.ACTIVE:
        account.state = State.ERROR
    account.save(update_fields=["problem", "state", "updated_at"])
    if account.state != was:
        publish(GatewayBroken(account_id=account.pk, problem=account.problem))


def activate_gateway(account: GatewayAccount) -> GatewayAccount:
    """Put a tested account in use. NotTested."""
    account = GatewayAccount.objects.select_for_update().get(pk=account.pk)
    if account.state == State.ACTIVE:
        raise GatewayInPlace(f"{account} is in use.")
    if account.tested_at is None or not account.webhook_id or account.problem:
        raise NotTested(f"{account} has to be tested first.")
    account.state = State.ACTIVE
    account.save(update_fields=["state", "updated_at"])
    publish(GatewayPutInUse(account_id=account.pk))
    return account


def pause_gateway(account: GatewayAccount) -> GatewayAccount:
    """Take no more money through it; what is under way is still heard of."""
    account = GatewayAccount.objects.select_for_update().get(pk=account.pk)
    if account.state == State.TESTING:
        raise GatewayInPlace(f"{account} is not in use.")
    account.state = State.TESTING
    account.save(update_fields=["state", "updated_at"])
    return account


def require_in_use(account: GatewayAccount) -> None:
    if account.state != State.ACTIVE:
        why = account.problem or "it is not in use"
        raise GatewayNotInUse(f"{account} takes no money now: {why}.", field="account_id")


def note_told(account_id: UUID, until: datetime) -> None:
    """Everything that the gateway told up to a moment is here."""
    GatewayAccount.objects.filter(pk=account_id).update(told_until=until)


def to_catch_up(account_id: UUID) -> tuple[Credentials, datetime] | None:
    """Whom to ask for what was missed, and since when."""
    account = GatewayAccount.objects.filter(pk=account_id, told_until__isnull=False).first()
    if account is None or account.told_until is None:
        return None
    return credentials_of(account), account.told_until


def queue_catch_up() -> int:
    """Queue the question for every account that tells us of what happens."""
    rows = GatewayAccount.objects.filter(told_until__isnull=False, problem="")
    ids = list(rows.values_list("pk", flat=True))
    for account_id in ids:
        defer(CATCH_UP, account_id=str(account_id))
    return len(ids)
