"""The pages at the root: the way in, the operator's pages, the health page."""

from django.urls import include, path

from .views import front, platform, sso

OPERATOR = [
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

SINGLE_SIGN_ON = [
    path("<slug:provider_id>/login/", sso.login, name="openid_connect_login"),
    path("<slug:provider_id>/login/callback/", sso.callback, name="openid_connect_callback"),
]

urlpatterns = [
    path("accounts/oidc/", include(SINGLE_SIGN_ON)),
    path("", front.front, name="front"),
    path("found/", front.found, name="found"),
    path("restore/<slug:slug>/", front.restore, name="restore"),
    path("invitations/<str:token>/", front.invitation, name="invitation"),
    path("me/", front.profile, name="profile"),
    path("visit/leave/", front.leave_visit, name="leave-visit"),
    path("platform/", include((OPERATOR, "platform"))),
    path("healthz", front.health, name="health"),
]
