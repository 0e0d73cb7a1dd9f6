"""Pages of the network."""

from django.urls import URLPattern

app_name = "network"
urlpatterns: list[URLPattern] = []
