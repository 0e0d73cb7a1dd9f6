"""Facts that happened in a domain, told to the domains above it.

``publish`` writes the fact to the event log and one job per handler, in the caller's transaction:
a rolled-back change tells nobody. ``deliver`` runs a handler and its receipt in one transaction:
a killed worker loses nothing and doubles nothing. A domain says what it listens to in the data
``LISTENS`` of its ``handlers`` module.
"""

from .domain import DomainConfig
from .log import Event, event_types, listeners, publish, publish_all, revive

__all__ = ["DomainConfig", "Event", "event_types", "listeners", "publish", "publish_all", "revive"]
