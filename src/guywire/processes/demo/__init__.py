"""The demo: a made-up WISP on real terrain, filled in by the services that people use."""

from django.db import transaction
from django.utils.text import capfirst
from rich.console import Console
from rich.table import Table

from guywire.config.env import env
from guywire.domains.tenants.queries.installation import has_tenant
from guywire.processes import up

from .customers import fill_customers
from .measurements import fill_measurements
from .network import begin_coverage, fill_network, install_terrain
from .people import LOGINS, PASSWORD, SLUG, fill_people

SEED = 603


def fill(console: Console) -> None:
    """Everything or nothing: a demo that stopped half-way is begun again."""
    with transaction.atomic():
        tenant = fill_people()
        console.print("People of every role are in.")
        sectors = fill_network(tenant)
        console.print(f"6 sites, {sectors} sectors, links and equipment stand on real terrain.")
        begin_coverage(tenant)
        customers, leads = fill_customers(tenant, seed=SEED)
        console.print(f"{customers} customers and {leads} leads are in, each on its best sector.")
        readings = fill_measurements(tenant, seed=SEED)
        console.print(f"{readings} installs have a measured signal; a calibration goes by them.")


def logins() -> Table:
    table = Table("Role", "E-mail", title=f"Password of all: {PASSWORD}", title_justify="left")
    for role, email in LOGINS:
        table.add_row(capfirst(role), email)
    return table


def run(*, only_fill: bool) -> None:
    console = Console()
    if not only_fill:
        up.check_port()
    up.bring_up_to_date()
    install_terrain()
    if not has_tenant(SLUG):
        console.print("Filling the demo …")
        fill(console)
    if only_fill:
        return
    console.print(logins())
    address = f"{env().base_url}/t/{SLUG}/"
    up.run(announce=f"[bold green]Guywire demo: {address}[/]  (Ctrl-C ends it)")
