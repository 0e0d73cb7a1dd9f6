"""What a page may load: from this platform alone, and from the hosts the operator configured.

Content Security Policy, W3C CSP Level 3. No inline script is allowed; styles may stand inline,
for widths and colours computed per row. A view that sets the header itself keeps its own.
"""

from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

HEADER = "Content-Security-Policy"


def origin_of(address: str) -> str:
    """“https://tiles.example” of a whole address, "" for none."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def policy(*, tiles: str = "", sign_in: str = "", framed_by: Sequence[str] = ()) -> str:
    """The policy, with the hosts of the map's background and of single sign-on if there are any.

    ``framed_by``: origins whose pages may show this one in a frame; nobody's, unless given.
    """
    tiles, sign_in = origin_of(tiles), origin_of(sign_in)
    rules = {
        "default-src": ("'self'",),
        "img-src": ("'self'", "data:", "blob:", tiles),
        "style-src": ("'self'", "'unsafe-inline'"),
        "worker-src": ("'self'", "blob:"),
        "connect-src": ("'self'", tiles),
        "form-action": ("'self'", sign_in),
        "base-uri": ("'self'",),
        "object-src": ("'none'",),
        "frame-ancestors": tuple(framed_by) or ("'none'",),
    }
    return "; ".join(
        " ".join((name, *(source for source in sources if source)))
        for name, sources in rules.items()
    )


def let_frame(response: HttpResponse, origins: Sequence[str]) -> HttpResponse:
    """Let the pages of these origins, and of no other, show the response in a frame."""
    stated = policy(tiles=settings.GUYWIRE_MAP_TILES_URL, framed_by=origins)
    response.headers[HEADER] = stated
    if origins:  # the older header knows no list: browsers that read the policy ignore it
        response.__dict__["xframe_options_exempt"] = True
    return response


def content_policy(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: every answer states the policy."""
    stated = policy(tiles=settings.GUYWIRE_MAP_TILES_URL, sign_in=settings.GUYWIRE_OIDC_ISSUER)

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault(HEADER, stated)
        return response

    return middleware
