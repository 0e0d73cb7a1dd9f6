"""What the domain does about facts, its own among them."""

from .events import LeadAdded
from .queries import lead_of
from .services.leads import check_lead


def check_new_lead(fact: LeadAdded) -> None:
    """Ask whether the place can be served, unless the lead is gone or brought an answer."""
    lead = lead_of(fact.lead_id)
    if lead is not None and lead.serviceability is None:
        check_lead(lead)


LISTENS = {LeadAdded: (check_new_lead,)}
