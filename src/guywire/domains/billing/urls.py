"""Pages of the billing domain; what it adds to customers, to the home page and to the menu."""

from django.urls import path

from guywire.kit.entity.urls import entity_urls
from guywire.kit.pages.additions import add_to_page
from guywire.kit.pages.shell import NavigationItem, add_navigation

from .entities import ENTITIES
from .queries.panels import CUSTOMER
from .views import customer, desk

app_name = "billing"
urlpatterns = [
    path("settings/", desk.settings, name="settings"),
    path("invoices/<uuid:pk>/credit/", desk.credit, name="invoice-credit"),
    path("journals/new/", desk.write_entry, name="write-entry"),
    path("customers/<uuid:customer_id>/", customer.money_page, name="customer-money"),
    *entity_urls(*ENTITIES),
]

add_to_page(CUSTOMER)
add_navigation(
    NavigationItem(
        "money", "Billing settings", "billing:settings", "billing.settings.change", "settings",
        order=90,
    )
)  # fmt: skip
