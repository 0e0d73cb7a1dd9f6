"""Leads, customers, where they live, what they may buy and what they have.

Owns: leads, customers and their contacts and notes, service locations and who lives there, the
catalogue (plans, add-ons, discounts, with the versions that were agreed) and services with their
dated history. Does not own: money (billing reads the history kept here), tickets, devices.

The three main verbs: ``convert_lead``, ``create_service`` and ``book_change`` (of which every
activation, suspension, plan change, move and end is one).
"""
