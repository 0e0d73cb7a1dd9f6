"""The two addresses of single sign-on, in place of allauth's own."""

from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.http import Http404, HttpRequest, HttpResponse

from guywire.kit.access import public

from ..sso import SingleSignOn

Steps = type[OAuth2LoginView] | type[OAuth2CallbackView]


def _step(steps: Steps, request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        answer: HttpResponse = steps.adapter_view(SingleSignOn(request, provider_id))(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    return answer


@public("the way in: leads to the configured issuer")
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _step(OAuth2LoginView, request, provider_id)


@public("the way in: the issuer sends people back here, and its token is checked")
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _step(OAuth2CallbackView, request, provider_id)
