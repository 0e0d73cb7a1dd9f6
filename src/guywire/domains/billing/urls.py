"""Pages of the billing domain; what it adds to customers, to the home page and to the menu."""

from django.urls import path

from guywire.kit.entity.urls import entity_urls
from guywire.kit.pages.additions import add_to_page
from guywire.kit.pages.home import Card, add_card
from guywire.kit.pages.shell import NavigationItem, add_navigation

from .entities import ENTITIES
from .queries import home
from .queries.panels import CUSTOMER
from .views import collecting, customer, desk, gateways, papers, prints, reports, runs, writing

app_name = "billing"
urlpatterns = [
    path("reports/", reports.index, name="reports"),
    path("reports/books/", reports.books, name="soundness"),
    path("reports/<slug:report>/", reports.report, name="report"),
    path("settings/", desk.settings, name="settings"),
    path("invoices/<uuid:pk>/credit/", desk.credit, name="invoice-credit"),
    path("invoices/new/", writing.write, name="write-document"),
    path("invoices/<uuid:pk>/rewrite/", writing.rewrite, name="rewrite-document"),
    path("services/<uuid:service_id>/quote/", writing.quote, name="quote-service"),
    path("journals/new/", desk.write_entry, name="write-entry"),
    path("customers/<uuid:customer_id>/", customer.money_page, name="customer-money"),
    path("invoices/<uuid:pk>/document.pdf", papers.document, name="invoice-pdf"),
    path("invoices/<uuid:pk>/document/anew/", papers.document_anew, name="invoice-pdf-anew"),
    path("payments/<uuid:pk>/receipt.pdf", papers.receipt, name="receipt-pdf"),
    path("customers/<uuid:customer_id>/statement/", papers.statement_page, name="statement"),
    path("customers/<uuid:customer_id>/statement.pdf", papers.statement_pdf, name="statement-pdf"),
    path("customers/<uuid:customer_id>/statement.csv", papers.statement_csv, name="statement-csv"),
    path("sendings/send-unsent/", prints.send_unsent, name="send-unsent"),
    path("prints/", prints.batch_list, name="print-list"),
    path("prints/new/", prints.start, name="print-new"),
    path("prints/<uuid:pk>/", prints.detail, name="print-detail"),
    path("prints/<uuid:pk>/cancel/", prints.cancel, name="print-cancel"),
    path("prints/<uuid:pk>/go-on/", prints.go_on, name="print-go-on"),
    path("prints/<uuid:pk>/remove/", prints.remove, name="print-remove"),
    path("prints/<uuid:pk>/documents.pdf", prints.result, name="print-result"),
    path("rehearsals/<uuid:pk>/progress/", runs.rehearsal_progress, name="rehearsal-progress"),
    path("rehearsals/<uuid:pk>/act/<slug:verb>/", runs.rehearsal_act, name="rehearsal-act"),
    path("rehearsed-customers/<uuid:pk>/why/", runs.rehearsed_why, name="rehearsed-why"),
    path("billing-runs/<uuid:pk>/progress/", runs.run_progress, name="run-progress"),
    path("billing-runs/<uuid:pk>/act/<slug:verb>/", runs.run_act, name="run-act"),
    path("collecting/", collecting.settings, name="collecting"),
    path("hooks/<uuid:account_id>/", gateways.hook, name="hook"),
    path("attempts/<uuid:pk>/back/", gateways.attempt_back, name="attempt-back"),
    path("setups/<uuid:pk>/back/", gateways.setup_back, name="setup-back"),
    *entity_urls(*ENTITIES),
]

add_to_page(CUSTOMER)
NAVIGATION = (
    NavigationItem(
        "money", "Reports", "billing:reports", "billing.report.view", "report-analytics", order=40,
    ),
    NavigationItem(
        "money", "Billing settings", "billing:settings", "billing.settings.change", "settings",
        order=90,
    ),
)  # fmt: skip
CARDS = (
    Card("Money", "billing.invoice.view", "billing:invoice-list", "coins", home.figures, 30),
    Card("Books", "billing.report.view", "billing:soundness", "books", home.faults, 31),
)
for item in NAVIGATION:
    add_navigation(item)
for card in CARDS:
    add_card(card)
add_navigation(
    NavigationItem(
        "money", "Collecting", "billing:collecting", "billing.collecting.change", "repeat",
        order=91,
    )
)  # fmt: skip
