"""Pages of the billing domain."""

from django.urls import path

from .views import papers

app_name = "billing"
urlpatterns = [
    path("invoices/<uuid:pk>/document.pdf", papers.document, name="invoice-pdf"),
    path("invoices/<uuid:pk>/document/anew/", papers.document_anew, name="invoice-pdf-anew"),
    path("payments/<uuid:pk>/receipt.pdf", papers.receipt, name="receipt-pdf"),
    path("customers/<uuid:pk>/statement/", papers.statement_page, name="statement"),
    path("customers/<uuid:pk>/statement.pdf", papers.statement_pdf, name="statement-pdf"),
    path("customers/<uuid:pk>/statement.csv", papers.statement_csv, name="statement-csv"),
]
