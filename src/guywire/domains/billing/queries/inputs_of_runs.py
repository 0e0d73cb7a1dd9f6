"""What a run is computed from, as counts and digests: the same as long as nothing changed (M7)."""

from collections.abc import Mapping

from django.db import connection
from psycopg import sql

from guywire.domains.customers.models import Customer, Service, ServiceChange, ServicePeriod

from ..models import (
    BillingAccount,
    BillingSettings,
    BillingTerms,
    Charge,
    Invoice,
    TaxExemption,
    TaxRate,
)

WHOLE_ROWS = "coalesce(md5(string_agg(md5(t::text), '' order by t.id)), '')"
SOURCES = (
    ("services' changes", ServiceChange, "count(*)::text || ' ' || sum(hashtext(t.state))::text"),
    ("services", Service, "count(*)::text || ' ' || coalesce(max(t.updated_at)::text, '')"),
    ("services' terms", ServicePeriod, "count(*)::text || ' ' || sum(t.charging_percent)::text"),
    ("customers", Customer, "count(*)::text || ' ' || coalesce(max(t.updated_at)::text, '')"),
    ("charges", Charge, "count(*)::text || ' ' || coalesce(sum(hashtext(t.state)), 0)::text"),
    ("documents", Invoice, "count(*)::text || ' ' || coalesce(sum(t.balance_minor), 0)::text"),
    ("billing accounts", BillingAccount, "count(*)::text || ' ' || max(t.updated_at)::text"),
    ("billing terms", BillingTerms, WHOLE_ROWS),
    ("billing settings", BillingSettings, WHOLE_ROWS),
    ("taxes", TaxRate, WHOLE_ROWS),
    ("tax exemptions", TaxExemption, WHOLE_ROWS),
)
"""In words, the table, and what is the same as long as none of its rows changed."""


def inputs_now() -> dict[str, str]:
    """What runs are computed from, as it is now."""
    found = {}
    with connection.cursor() as cursor:
        for words, model, measure in SOURCES:
            table = sql.Identifier(model._meta.db_table)
            cursor.execute(sql.SQL("select {} from {} t").format(sql.SQL(measure), table))
            row = cursor.fetchone()
            found[words] = str(row[0]) if row and row[0] is not None else ""
    return found


def changed_inputs(then: Mapping[str, str]) -> list[str]:
    """What is not as it was."""
    return [words for words, measure in inputs_now().items() if then.get(words) != measure]
