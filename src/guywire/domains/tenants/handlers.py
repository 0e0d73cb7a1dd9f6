"""What the domain does when it hears of a fact: letters go out here, never in a service."""

from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from . import queries
from .events import InvitationIssued
from .services.invitations import token_of


def send_invitation(fact: InvitationIssued) -> None:
    """Send the letter unless the invitation is closed or a newer letter is under way."""
    invitation = queries.pending_invitations().filter(pk=fact.invitation_id).first()
    if invitation is None or invitation.serial != fact.serial:
        return
    tenant = queries.this_tenant()
    link = urljoin(settings.GUYWIRE_BASE_URL, f"/invitations/{token_of(invitation)}/")
    text = render_to_string(
        "tenants/letters/invitation.txt",
        {"invitation": invitation, "tenant": tenant, "link": link},
    )
    subject = _("%(tenant)s invites you to Guywire") % {"tenant": tenant.name}
    send_mail(subject, text, None, [invitation.email])


LISTENS = {InvitationIssued: (send_invitation,)}
