from django.urls import path

from .views import gateways

app_name = "billing"
urlpatterns = [
    path("hooks/<uuid:account_id>/", gateways.hook, name="hook"),
    path("attempts/<uuid:pk>/back/", gateways.attempt_back, name="attempt-back"),
    path("setups/<uuid:pk>/back/", gateways.setup_back, name="setup-back"),
]
