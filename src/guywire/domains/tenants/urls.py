from django.urls import path

from guywire.kit.pages.shell import NavigationItem, add_navigation

from .views import access, organization, people

app_name = "tenants"
urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/leave/", people.leave, name="leave"),
    path("people/<uuid:pk>/role/", people.change_role, name="change-role"),
    path("people/<uuid:pk>/suspend/", people.suspend, name="suspend"),
    path("people/<uuid:pk>/activate/", people.activate, name="activate"),
    path("people/<uuid:pk>/remove/", people.remove, name="remove-member"),
    path("invitations/<uuid:pk>/resend/", people.resend, name="resend"),
    path("invitations/<uuid:pk>/revoke/", people.revoke, name="revoke"),
    path("roles/", access.roles, name="roles"),
    path("roles/<slug:role>/", access.role, name="role"),
    path("roles/<slug:role>/reset/", access.reset_role, name="reset-role"),
    path("keys/", access.keys, name="keys"),
    path("keys/add/", access.add_key, name="add-key"),
    path("keys/<uuid:pk>/revoke/", access.revoke_key, name="revoke-key"),
    path("settings/", organization.settings, name="settings"),
    path("settings/numbers/<slug:key>/", organization.pattern, name="pattern"),
    path("settings/remove/", organization.remove, name="remove"),
    path("trail/", organization.trail, name="trail"),
    path("visits/", organization.visits, name="visits"),
    path("jobs/", organization.jobs, name="jobs"),
    path("jobs/<int:job_id>/retry/", organization.retry, name="retry-job"),
]

NAVIGATION = (
    NavigationItem("admin", "People", "tenants:people", "tenants.membership.view", "users", order=10),
    NavigationItem("admin", "Roles", "tenants:roles", "tenants.role.view", "shield-check", order=20),
    NavigationItem("admin", "API keys", "tenants:keys", "tenants.api_key.view", "key", order=30),
    NavigationItem("admin", "Audit trail", "tenants:trail", "tenants.audit.view", "history", order=40),
    NavigationItem("admin", "Operator visits", "tenants:visits", "tenants.visit.view", "eye", order=45),
    NavigationItem("admin", "Jobs", "tenants:jobs", "tenants.job.view", "activity", order=50),
    NavigationItem("admin", "Settings", "tenants:settings", "tenants.tenant.change", "settings",
                   order=60),
)  # fmt: skip
for item in NAVIGATION:
    add_navigation(item)
