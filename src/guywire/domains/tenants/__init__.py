"""Tenants and people: who belongs to which WISP, in which role, and how they get in.

Owns tenants, people, memberships, invitations, roles' permissions, API keys and number series.
Does not own customers of a WISP (``customers``). Verbs: found a tenant, invite a person, number.
"""
