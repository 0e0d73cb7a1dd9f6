"""The pages of visitors, who come from a WISP's own web site and are nobody here."""

from django.urls import path

from .views import visitors

urlpatterns = [
    path("<slug:check_key>/", visitors.page, name="check"),
    path("<slug:check_key>/send/", visitors.send, name="check-send"),
    path("<slug:check_key>/thanks/", visitors.thanks, name="check-thanks"),
    path("<slug:check_key>/suggest/", visitors.suggest, name="check-suggest"),
    path("<slug:check_key>/api/", visitors.answer, name="check-api"),
    path(
        "<slug:check_key>/terrain/<int:z>/<int:x>/<int:y>.png",
        visitors.terrain,
        name="check-terrain",
    ),
]
