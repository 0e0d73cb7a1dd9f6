"""Every page and the API. A domain's own urls are mounted under its name."""

from django.urls import include, path

from guywire.kit.pages import views as shell_views

from .api import api
from .domains import DOMAINS

urlpatterns = [
    path("", include("guywire.domains.tenants.urls_front")),  # before allauth's: some are ours
    path("accounts/", include("allauth.urls")),
    path("check/", include("guywire.domains.customers.urls_front")),
    path("api/v1/", api.urls),
    path("shell/", include((shell_views.urlpatterns, "shell"))),
    *(path(f"{domain}/", include(f"guywire.domains.{domain}.urls")) for domain in DOMAINS),
]
handler403 = "guywire.kit.pages.views.forbidden"
handler404 = "guywire.kit.pages.views.not_found"
handler500 = "guywire.kit.pages.views.broken"
