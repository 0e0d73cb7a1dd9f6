"""Booked lines find what they pay: by name for certain, by likeness only as a proposal."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iso11649
from stdnum.ch import esr

from guywire.engines.banking.matching import (
    Certainty,
    Match,
    OpenItem,
    match,
    qr_reference,
    rf_reference,
    structured,
)
from guywire.engines.banking.statements import StatementLine

ZOE = OpenItem(
    id="1",
    customer_id="zoe",
    document_number="INV-2026/1001",
    amount_minor=4990,
    currency="EUR",
    due_on=date(2026, 11, 1),
    customer_number="K-2001",
    customer_name="Zoë Muñoz Ortega",
    references=(rf_reference("20261001"), qr_reference("20261001")),
    accounts=("DE89 3704 0044 0532 0130 00",),
)
ZOE_NEXT = replace(
    ZOE, id="2", document_number="INV-2026/1101", due_on=date(2026, 12, 1), references=()
)
BEN = OpenItem("3", "ben", "INV-2026/1002", 4990, "EUR", date(2026, 11, 1), "2026", "Ben & Co Ltd")
ITEMS = [ZOE_NEXT, ZOE, BEN]
PAID = StatementLine(date(2026, 11, 25), None, 4990, "EUR")


def found(line: StatementLine, *items: OpenItem) -> tuple[Certainty, list[str], str]:
    (only,) = match([line], items or ITEMS)
    return only.certainty, [item.id for item in only.items], only.why


@pytest.mark.parametrize(
    ("line", "ids", "why"),
    [
        (replace(PAID, reference=rf_reference("20261001")), ["1"], "by reference"),
        (replace(PAID, text=f"pay {iso11649.format(rf_reference('20261001'))}"), ["1"], "by ref"),
        (replace(PAID, reference=qr_reference("20261001")), ["1"], "by reference"),
        (replace(PAID, text="21-4 " + esr.format(qr_reference("20261001"))), ["1"], "by refer"),
        (replace(PAID, text="Rg. INV-2026/1001 danke"), ["1"], "names INV-2026/1001"),
        (replace(PAID, text="inv 2026 1001"), ["1"], "names INV-2026/1001"),
        (replace(PAID, text="INV-2026/10 01"), ["1"], "names INV-2026/1001"),
        (replace(PAID, text="INV20261001", amount_minor=1000), ["1"], "names INV-2026/1001"),
        (replace(PAID, end_to_end_id="INV-2026-1001"), ["1"], "names INV-2026/1001"),
        (
            replace(PAID, text="INV-2026/1101 INV-2026/1001", amount_minor=9980),
            ["2", "1"],
            "names INV-2026/1101, INV-2026/1001",
        ),
        (replace(PAID, text="Kunde K-2001"), ["1"], "names customer K-2001"),
        (replace(PAID, text="K2001", amount_minor=9980), ["1", "2"], "names customer K-2001"),
        (replace(PAID, text="2026", counterparty="BEN AND CO"), ["3"], "names customer 2026"),
    ],
)
def test_b_pay_11_bank_file_matches_by_reference(
    line: StatementLine, ids: list[str], why: str
) -> None:
    certainty, items, said = found(line)
    assert (certainty, items) == (Certainty.EXACT, ids)
    assert why in said


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (replace(PAID, counterparty="MUNOZ ZOE"), "the name is like Zoë Muñoz Ortega"),
        (replace(PAID, account="DE89370400440532013000"), "came from an account of Zoë"),
        (replace(PAID, text="INV-2026/1001", currency="USD"), "it is in EUR and the money in USD"),
    ],
)
def test_b_pay_11_fuzzy_matches_queue_as_proposals(line: StatementLine, why: str) -> None:
    certainty, items, said = found(line)
    assert (certainty, items) == (Certainty.PROPOSAL, ["1"])
    assert why in said


def test_b_pay_11_all_open_documents_of_a_like_name_are_proposed_together() -> None:
    line = replace(PAID, counterparty="Zoe Munoz", amount_minor=9980)
    certainty, items, why = found(line)
    assert (certainty, items) == (Certainty.PROPOSAL, ["1", "2"])
    assert why.endswith("all 2 open documents add up to it")


@pytest.mark.parametrize(
    "line",
    [
        replace(PAID, text="INV-2026/10011"),
        replace(PAID, text="XINV-2026/1001"),
        replace(PAID, text="INV-2026/100 and 1"),
        replace(PAID, text="4990 EUR"),
        replace(PAID, counterparty="Zoe Munoz", amount_minor=4991),
        replace(PAID, counterparty="Somebody Else"),
        replace(PAID, reference="RF00 20261001"),
        replace(PAID, text="INV-2026/1001", amount_minor=-4990),
        replace(PAID, text="INV-2026/1001", is_reversal=True),
    ],
)
def test_what_names_nothing_is_left_to_a_person(line: StatementLine) -> None:
    certainty, items, _ = found(line, ZOE, ZOE_NEXT)
    assert (certainty, items) == (Certainty.NONE, [])


def test_short_number_without_a_like_payer_is_never_booked_by_itself() -> None:
    line = replace(PAID, text="Rechnung vom 24.11.2026", counterparty="Zoe Munoz")
    certainty, items, why = found(line, BEN)
    assert (certainty, items) == (Certainty.PROPOSAL, ["3"])
    assert why == "names customer 2026, which may be there by chance, and the amount fits"


def test_number_pieced_from_a_date_and_another_number_is_not_certain() -> None:
    plain = replace(ZOE, document_number="2026-1001", references=(), customer_number="")
    assert found(replace(PAID, text="vom 24.11.2026 1001"), plain)[0] is Certainty.PROPOSAL
    assert found(replace(PAID, text="zu 2026-1001"), plain)[0] is Certainty.EXACT


def test_documents_of_two_customers_are_proposed_apart() -> None:
    line = replace(PAID, text="INV-2026/1001, INV-2026/1002", amount_minor=9980)
    both = match([line], ITEMS)
    assert [(m.certainty, m.customer_id) for m in both] == [
        (Certainty.PROPOSAL, "zoe"),
        (Certainty.PROPOSAL, "ben"),
    ]


def test_item_that_an_earlier_line_paid_is_not_paid_again() -> None:
    line = replace(PAID, text="INV-2026/1001")
    first, second = match([line, replace(line, text="INV-2026/1001 again")], ITEMS)
    assert (first.certainty, second.certainty) == (Certainty.EXACT, Certainty.PROPOSAL)
    assert second.why == "names INV-2026/1001, but an earlier line pays it already"


def test_parts_of_an_item_may_be_paid_one_after_another() -> None:
    line = replace(PAID, text="INV-2026/1001", amount_minor=2000)
    matches = match([line, replace(line, amount_minor=2990)], ITEMS)
    assert [m.certainty for m in matches] == [Certainty.EXACT] * 2
    assert [m.difference_minor for m in matches] == [-2990, -2000]


@pytest.mark.slow
@given(st.from_regex(r"[0-9A-Z]{1,21}", fullmatch=True))
def test_rf_references_have_right_check_digits(number: str) -> None:
    reference = rf_reference(number)
    assert iso11649.is_valid(reference)
    assert structured(iso11649.format(reference)) == "RF" + number.lstrip("0")


@given(st.from_regex(r"[1-9][0-9]{5,25}", fullmatch=True))
def test_qr_references_have_right_check_digits(digits: str) -> None:
    reference = qr_reference(digits)
    assert esr.is_valid(reference)
    assert structured(reference).startswith("QR")


def test_reference_of_the_swiss_guidelines_is_read() -> None:
    assert qr_reference("21000000000313947143000901") == "210000000003139471430009017"


@pytest.mark.slow
def test_many_lines_and_items_are_matched_without_comparing_all_with_all() -> None:
    items = [
        replace(ZOE, id=str(n), customer_id=str(n), document_number=f"INV-{n:06}",
                customer_number=f"K-{n:06}", customer_name=f"Ann Smith {n}", references=(),
                accounts=())
        for n in range(20_000)
    ]  # fmt: skip
    names = [f"Ann Smith {n}" for n in range(10_001, 10_099)]
    lines = [replace(PAID, text=f"INV-{n:06}") for n in range(0, 20_000, 100)]
    lines += [replace(PAID, counterparty=name) for name in reversed(names)]
    matches: list[Match] = match(lines, items)
    assert [m.certainty for m in matches[:200]] == [Certainty.EXACT] * 200
    assert [m.items[0].customer_name for m in matches[200:]] == names[::-1]
