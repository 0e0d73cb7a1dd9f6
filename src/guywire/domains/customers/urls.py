"""Pages of the customers domain; what it adds to the map, to places and to the home page."""

from django.urls import path

from guywire.domains.network.queries.layers import add_layer
from guywire.domains.network.queries.panels import PlacePanel, add_panel
from guywire.kit.entity.urls import entity_urls
from guywire.kit.pages.home import Card, Step, add_card, add_step
from guywire.kit.pages.shell import NavigationItem, add_navigation

from . import queries
from .entities import ENTITIES
from .queries.home import coming_changes, lead_figures, service_figures
from .queries.map import CUSTOMERS_LAYER
from .views import staff

app_name = "customers"
urlpatterns = [
    path("duplicates/", staff.duplicates, name="duplicates"),
    path(
        "service-locations/<uuid:pk>/gate-code/", staff.gate_code, name="service_location-gate-code"
    ),
    *entity_urls(*ENTITIES),
]

add_layer(CUSTOMERS_LAYER)
add_panel(
    PlacePanel(
        name="plans",
        code="customers.plan.view",
        template="customers/place_panel.html",
        context=queries.place_panel,
        offers=queries.place_offers,
    )
)
add_navigation(
    NavigationItem(
        "customers", "Duplicates", "customers:duplicates", "customers.customer.merge",
        "git-merge", order=80,
    )
)  # fmt: skip
CARDS = (
    Card("Leads", "customers.lead.view", "customers:lead-list", "user-plus", lead_figures, 20),
    Card(
        "Services", "customers.service.view", "customers:service-list", "wifi",
        service_figures, 21,
    ),
    Card(
        "Due in the next 7 days", "customers.service_change.view", "customers:service_change-list",
        "calendar-time", order=22, entries=coming_changes,
    ),
)  # fmt: skip
STEPS = (
    Step(
        "Write down your plans", "Speed, price and contract: what you sell.",
        "customers.plan.add", "customers:plan-new", queries.has_plans, 30,
    ),
    Step(
        "Bring your customers", "One by one, from leads, or from a CSV file.",
        "customers.customer.add", "customers:customer-import", queries.has_customers, 31,
    ),
)  # fmt: skip
for card in CARDS:
    add_card(card)
for step in STEPS:
    add_step(step)
