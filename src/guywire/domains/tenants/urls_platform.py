"""The operator's pages, under ``/platform/``."""

from django.urls import path

from .views import platform

app_name = "platform"
urlpatterns = [
    path("", platform.tenants, name="tenants"),
    path("add/", platform.add, name="add"),
    path("<uuid:tenant_id>/", platform.tenant, name="tenant"),
    path("<uuid:tenant_id>/limits/", platform.set_limits, name="limits"),
    path("<uuid:tenant_id>/suspend/", platform.suspend, name="suspend"),
    path("<uuid:tenant_id>/lift/", platform.lift, name="lift"),
    path("<uuid:tenant_id>/remove/", platform.remove, name="remove"),
    path("<uuid:tenant_id>/restore/", platform.restore, name="restore"),
    path("<uuid:tenant_id>/enter/", platform.enter, name="enter"),
]
