"""The pages at the root: the way in, the operator's pages, the health page."""

from django.urls import include, path

from .views import front

urlpatterns = [
    path("", front.front, name="front"),
    path("found/", front.found, name="found"),
    path("restore/<slug:slug>/", front.restore, name="restore"),
    path("invitations/<str:token>/", front.invitation, name="invitation"),
    path("me/", front.profile, name="profile"),
    path("visit/leave/", front.leave_visit, name="leave-visit"),
    path("platform/", include("guywire.domains.tenants.urls_platform")),
    path("healthz", front.health, name="health"),
]
