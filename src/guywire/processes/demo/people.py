"""The demo's tenants, and a login for every role."""

from guywire.domains.tenants.inputs import TenantInput
from guywire.domains.tenants.models import Role, Tenant
from guywire.domains.tenants.services.accounts import create_account
from guywire.domains.tenants.services.founding import found_tenant
from guywire.domains.tenants.services.invitations import accept, issue
from guywire.kit.tenancy import in_tenant

SLUG = "kinsman"
PASSWORD = "mast-guy-turnbuckle-7"  # noqa: S105  the demo's, printed for everybody
NAMES = {
    Role.OWNER: "Wilma Weeks",
    Role.ADMIN: "Arthur Hoyt",
    Role.ENGINEER: "Edith Merrill",
    Role.INSTALLER: "Ike Sawyer",
    Role.HELPDESK: "Hannah Dow",
    Role.SUPPORT: "Saul Upham",
    Role.SALES: "Sadie Quimby",
    Role.BILLING: "Bill Cilley",
    Role.VIEWER: "Vince Ladd",
}
OPERATOR = "operator@guywire.example"
SECOND_OWNER = "owner@notch.example"
LOGINS = (
    *((role.label, f"{role.value}@{SLUG}.example") for role in NAMES),
    ("owner of the second WISP", SECOND_OWNER),
    ("platform operator", OPERATOR),
)


def _wisp(name: str, slug: str) -> TenantInput:
    return TenantInput(
        name=name, slug=slug, time_zone="America/New_York", currency="USD", locale="en-US"
    )


def fill_people() -> Tenant:
    """The demo WISP with its staff, a second small WISP, and the platform's operator."""
    owner = create_account(email=f"owner@{SLUG}.example", name=NAMES[Role.OWNER], password=PASSWORD)
    tenant = found_tenant(_wisp("Kinsman Ridge Wireless", SLUG), owner)
    for role, name in NAMES.items():
        if role == Role.OWNER:
            continue
        person = create_account(email=f"{role.value}@{SLUG}.example", name=name, password=PASSWORD)
        with in_tenant(tenant.pk, actor="job:demo", door="demo"):
            accept(issue(person.email, role, invited_by=NAMES[Role.OWNER]), person)
    second = create_account(email=SECOND_OWNER, name="Nora Notch", password=PASSWORD)
    found_tenant(_wisp("Notch Broadband", "notch"), second)
    create_account(email=OPERATOR, name="Olga Operator", password=PASSWORD, is_operator=True)
    return tenant
