"""The chart of accounts: what a new WISP begins with."""

from ..models import Account

Kind, Role = Account.Kind, Account.Role

FIRST: tuple[tuple[str, str, Account.Kind, Account.Role], ...] = (
    ("1000", "Cash in the till", Kind.ASSET, Role.CASH),
    ("1010", "Cheques not yet deposited", Kind.ASSET, Role.CHEQUES),
    ("1020", "Bank", Kind.ASSET, Role.BANK),
    ("1030", "Payments on their way", Kind.ASSET, Role.CLEARING),
    ("1200", "Accounts receivable", Kind.ASSET, Role.RECEIVABLE),
    ("2100", "Customers' deposits", Kind.LIABILITY, Role.DEPOSITS),
    ("2200", "Taxes collected", Kind.LIABILITY, Role.TAX),
    ("2300", "Deferred revenue", Kind.LIABILITY, Role.DEFERRED),
    ("3900", "Opening balances", Kind.EQUITY, Role.OPENING),
    ("4000", "Internet service", Kind.INCOME, Role.INTERNET),
    ("4010", "Voice service", Kind.INCOME, Role.VOICE),
    ("4020", "Equipment", Kind.INCOME, Role.EQUIPMENT),
    ("4030", "Labour", Kind.INCOME, Role.LABOUR),
    ("4090", "Other revenue", Kind.INCOME, Role.OTHER),
    ("4100", "Late fees", Kind.INCOME, Role.LATE_FEES),
    ("4900", "Credits given", Kind.INCOME, Role.CREDITS),
    ("6100", "Bad debt", Kind.EXPENSE, Role.BAD_DEBT),
    ("6200", "Fees of payment providers", Kind.EXPENSE, Role.GATEWAY_FEES),
    ("6210", "Till differences", Kind.EXPENSE, Role.TILL_DIFFERENCES),
    ("6300", "Interest on deposits", Kind.EXPENSE, Role.INTEREST),
    ("7100", "Exchange differences", Kind.EXPENSE, Role.EXCHANGE),
)


def open_chart() -> None:
    """Give the tenant the accounts that Guywire posts to and that it does not have yet."""
    there = set(Account.objects.exclude(role="").values_list("role", flat=True))
    if there >= {role.value for *_, role in FIRST}:
        return
    codes = set(Account.objects.values_list("code", flat=True))
    Account.objects.bulk_create(
        [
            Account(
                code=code if code not in codes else f"{code}-G", name=name, kind=kind, role=role
            )
            for code, name, kind, role in FIRST
            if role.value not in there
        ],
        ignore_conflicts=True,
    )


def account_ids() -> dict[str, str]:
    """The account of each role."""
    open_chart()
    return {
        role: str(pk) for role, pk in Account.objects.exclude(role="").values_list("role", "id")
    }
