"""The shell's own doors: search, help, and the pages of refusal."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from ..access import ActorRequest, public, signed_in
from .help import help_page
from .search import search_everywhere


@signed_in("finds only what the person's codes let it see")
def search(request: ActorRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()
    groups = [
        {
            "label": source.label,
            "icon": source.icon,
            "items": [{"label": h.title, "hint": h.detail, "url": h.url} for h in hits],
        }
        for source, hits in search_everywhere(words, request.actor)
    ]
    context = {"query": words, "groups": groups}
    return render(request, "components/search_results.html", context)


@public("help is the same for everybody")
def help_panel(request: HttpRequest) -> HttpResponse:
    page = help_page(request.GET.get("topic", ""))
    return render(request, "components/help.html", {"page": page})


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", {"error": exception}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", {}, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    return render(request, "500.html", {}, status=500)


urlpatterns: list[Any] = [
    path("search/", search, name="search"),
    path("help/", help_panel, name="help"),
]
