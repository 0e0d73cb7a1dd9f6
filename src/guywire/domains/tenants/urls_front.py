"""The pages at the root: the way in, the health page."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.front, name="front"),
    path("healthz", views.health, name="health"),
]
