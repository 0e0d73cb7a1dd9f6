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

ADMIN = (
    ("People", "people", "tenants.membership.view", "users"),
    ("Roles", "roles", "tenants.role.view", "shield-check"),
    ("API keys", "keys", "tenants.api_key.view", "key"),
    ("Audit trail", "trail", "tenants.audit.view", "history"),
    ("Operator visits", "visits", "tenants.visit.view", "eye"),
    ("Jobs", "jobs", "tenants.job.view", "activity"),
    ("Settings", "settings", "tenants.tenant.change", "settings"),
)
for place, (label, page, code, icon) in enumerate(ADMIN, start=1):
    add_navigation(NavigationItem("admin", label, f"tenants:{page}", code, icon, order=place * 10))
