"""ACH files: what is written fits the format to the character, what comes back is read or refused.

Record layouts: NACHA Operating Rules, Appendix Three. Names and numbers are made up; routing
numbers are those of Federal Reserve Banks, which hold no customers' accounts.
"""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guywire.engines.banking.calendars import FEDERAL_RESERVE
from guywire.engines.banking.errors import BankFileInvalid, OrderInvalid
from guywire.engines.banking.nacha import (
    AccountKind,
    AchBatch,
    AchEntry,
    AchFile,
    AchOriginator,
    Direction,
    OffsetAccount,
    Presentment,
    Reinitiation,
    ReturnCategory,
    Sec,
    effective_date,
    read_ach,
    reinitiation_of,
    write_ach,
)

VECTORS = Path(__file__).parent / "vectors"
NEW_YORK, CHICAGO, BOSTON = "021001208", "071000301", "011000015"
CREATED = datetime(2026, 11, 25, 14, 7)
EFFECTIVE = date(2026, 11, 27)
US = AchOriginator(
    immediate_destination=NEW_YORK,
    immediate_destination_name="Bank of the Valley",
    immediate_origin="1234567890",
    immediate_origin_name="Guywire Wireless",
    company_name="Guywire Wireless Inc",
    company_id="1234567890",
    odfi_routing=NEW_YORK,
)
ADA = AchEntry(
    id="C-1001", name="Zoë Muñoz", routing=CHICAGO, account="12345-678", amount_minor=4990
)
BEN = AchEntry(
    id="C-1002",
    name="Ben Ortiz of the Long and Winding Road",
    routing=BOSTON,
    account="99",
    amount_minor=120_00,
    account_kind=AccountKind.SAVINGS,
    text="Invoice 2026-000123",
)


def batch(*entries: AchEntry, sec: Sec = Sec.PPD, is_retry: bool = False) -> AchBatch:
    description = "" if is_retry else "INTERNET"
    return AchBatch(sec, EFFECTIVE, entries, description, is_retry=is_retry)


def written(*batches: AchBatch, originator: AchOriginator = US) -> AchFile:
    return write_ach(originator, batches, created_at=CREATED, calendar=FEDERAL_RESERVE)


def test_file_of_two_debits_is_exact_to_the_character() -> None:
    file = written(batch(ADA, BEN))
    assert file.content == (VECTORS / "two_debits.ach").read_bytes()
    assert (file.debit_minor, file.credit_minor, file.next_trace) == (16990, 0, 3)
    assert [(e.id, e.trace) for e in file.entries] == [
        ("C-1001", "021001200000001"),
        ("C-1002", "021001200000002"),
    ]


def test_classes_directions_and_prenotes_have_their_codes() -> None:
    refund = replace(ADA, direction=Direction.CREDIT)
    prenote = replace(BEN, is_prenote=True, amount_minor=0, text="")
    file = written(
        batch(refund, replace(ADA, amount_minor=1)),
        batch(replace(refund, account_kind=AccountKind.SAVINGS), sec=Sec.CCD),
        batch(prenote),
        batch(ADA, replace(BEN, is_recurring=False, text=""), sec=Sec.WEB),
    )
    lines = file.content.decode("ascii").splitlines()
    assert [line[1:4] + line[50:53] for line in lines if line[0] == "5"] == [
        "200PPD", "220CCD", "225PPD", "225WEB",
    ]  # fmt: skip
    entries = [line for line in lines if line[0] == "6"]
    assert [entry[1:3] for entry in entries] == ["22", "27", "32", "38", "27", "37"]
    assert [entry[76:78] for entry in entries] == ["  ", "  ", "  ", "  ", "R ", "S "]
    assert entries[3][29:39] == "0" * 10


def test_large_entries_do_not_settle_on_the_day_of_the_file() -> None:
    large = replace(ADA, amount_minor=100_000_001)
    today = replace(batch(large), effective_on=CREATED.date())
    with pytest.raises(OrderInvalid, match="entry C-1001: more than 1,000,000.00 do not settle"):
        written(today)
    assert written(batch(large)).debit_minor == 100_000_001


def test_balanced_file_books_against_our_own_account() -> None:
    balanced = replace(US, offset=OffsetAccount(NEW_YORK, "777"))
    file = written(batch(ADA, BEN), originator=balanced)
    lines = file.content.decode("ascii").splitlines()
    assert (file.debit_minor, file.credit_minor) == (16990, 16990)
    assert lines[5][:29] == "622" + NEW_YORK + "777".ljust(17)
    assert lines[1][1:4] == "200"
    assert [entry.id for entry in file.entries] == ["C-1001", "C-1002"]


def test_b_pay_7_entries_presented_again_are_marked_retry_pymt() -> None:
    lines = written(batch(ADA, is_retry=True)).content.decode("ascii").splitlines()
    assert lines[1][53:63] == "RETRY PYMT"
    assert lines[1][4:20] == "Guywire Wireless"
    assert lines[1][40:50] == US.company_id


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (replace(ADA, routing="071000302"), "routing number '071000302' has wrong check digits"),
        (replace(ADA, routing="502000003"), "routing number '502000003' cannot begin with 50"),
        (replace(ADA, account="1" * 18), "is not 1 to 17 letters, digits and hyphens"),
        (replace(ADA, amount_minor=0), "the amount 0 is not 0.01 to 99,999,999.99"),
        (replace(ADA, amount_minor=10**10), "the amount 10000000000 is not"),
        (replace(ADA, is_prenote=True), "a prenote has no amount"),
        (replace(ADA, name=" "), "the name of the receiver is missing"),
        (replace(ADA, id="X" * 16), "the id is longer than 15 characters"),
        (replace(ADA, text="x" * 81), "the text is longer than 80 characters"),
    ],
)
def test_entry_that_cannot_go_is_named(broken: AchEntry, reason: str) -> None:
    with pytest.raises(OrderInvalid) as refusal:
        written(batch(BEN, broken))
    assert [fault.where for fault in refusal.value.faults] == [f"entry {broken.id}"]
    assert reason in str(refusal.value)


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (replace(batch(ADA), effective_on=date(2026, 11, 26)), "the next is 2026-11-27"),
        (replace(batch(ADA), effective_on=date(2026, 11, 24)), "is before the day of the file"),
        (replace(batch(ADA), description="RETRY PYMT"), "is set by marking the batch"),
        (replace(batch(ADA), description=""), "the description that receivers see is missing"),
        (replace(batch(ADA), description="INTERNET BILL"), "longer than 10 characters"),
        (batch(), "there is no entry in it"),
        (batch(replace(BEN, is_prenote=True, amount_minor=0), is_retry=True), "a prenote is not"),
    ],
)
def test_batch_that_cannot_go_is_named(broken: AchBatch, reason: str) -> None:
    with pytest.raises(OrderInvalid) as refusal:
        written(broken)
    assert [fault.where for fault in refusal.value.faults] == ["batch 1"]
    assert reason in str(refusal.value)


def test_effective_date_skips_thanksgiving_and_the_weekend() -> None:
    assert effective_date(date(2026, 11, 25), FEDERAL_RESERVE) == date(2026, 11, 27)
    assert effective_date(date(2026, 11, 25), FEDERAL_RESERVE, banking_days=2) == date(2026, 11, 30)


texts = st.text(max_size=40)
entries = st.builds(
    AchEntry,
    id=st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=15),
    name=st.text(min_size=1, max_size=40).map(lambda text: "Ö" + text),
    routing=st.sampled_from([NEW_YORK, CHICAGO, BOSTON]),
    account=st.from_regex(r"[0-9A-Z-]{1,17}", fullmatch=True),
    amount_minor=st.integers(1, 10**10 - 1),
    direction=st.sampled_from(Direction),
    account_kind=st.sampled_from(AccountKind),
    text=texts.map(lambda text: text[:26]),
)


@pytest.mark.slow
@given(st.lists(st.lists(entries, min_size=1, max_size=9), min_size=1, max_size=4))
def test_every_file_has_lines_of_94_whole_blocks_and_sums_that_hold(
    groups: list[list[AchEntry]],
) -> None:
    file = written(*(batch(*group) for group in groups))
    lines = file.content.decode("ascii").splitlines()
    assert {len(line) for line in lines} == {94}
    assert len(lines) % 10 == 0
    assert file.content.count(b"\n") == len(lines)
    everything = [entry for group in groups for entry in group]
    # The reader checks counts, hash and totals of every batch and of the file by itself.
    assert read_ach(file.content).other_count == len(everything)
    for direction, total in (
        (Direction.DEBIT, file.debit_minor),
        (Direction.CREDIT, file.credit_minor),
    ):
        assert total == sum(e.amount_minor for e in everything if e.direction is direction)
    traces = [entry.trace for entry in file.entries]
    assert traces == sorted(set(traces))


RETURNED = (VECTORS / "returned.ach").read_text().splitlines()


def returned(*, line: int | None = None, text: str = "") -> bytes:
    lines = RETURNED if line is None else [*RETURNED[: line - 1], text, *RETURNED[line:]]
    return "\r\n".join(lines).encode()


def test_returns_and_changes_name_the_entry_that_we_sent() -> None:
    reply = read_ach(returned())
    broke, died = reply.returns
    assert (broke.code.code, broke.code.category) == ("R01", ReturnCategory.FUNDS)
    assert (broke.original_trace, broke.amount_minor) == ("021001200000001", 4990)
    assert (broke.individual_id, broke.company_id) == ("C-1001", "1234567890")
    assert (died.code.category, died.died_on) == (ReturnCategory.ACCOUNT, date(2026, 11, 20))
    assert (died.account_kind, died.direction) == (AccountKind.SAVINGS, Direction.DEBIT)
    (change,) = reply.changes
    assert (change.code, change.original_trace) == ("C03", "021001200000001")
    assert (change.correction.routing, change.correction.account) == (CHICAGO, "555-1")
    assert (reply.created_on, reply.other_count) == (date(2026, 11, 30), 0)


@pytest.mark.parametrize(
    ("code", "corrected", "understood"),
    [
        ("C01", "1918171614", {"account": "1918171614"}),
        ("C02", CHICAGO, {"routing": CHICAGO}),
        ("C02", "071000302", {}),
        ("C04", "Zoe Munoz-Smith", {"name": "Zoe Munoz-Smith"}),
        ("C05", "37", {"account_kind": AccountKind.SAVINGS}),
        ("C06", "1918171614          27", {"account": "1918171614",
                                           "account_kind": AccountKind.CHECKING}),
        ("C07", "0710003011918171614       37", {"routing": CHICAGO, "account": "1918171614",
                                                 "account_kind": AccountKind.SAVINGS}),
        ("C07", "071000301 19181 71614 37", {}),
        ("C09", "C-7", {"individual_id": "C-7"}),
        ("C61", "whatever", {}),
    ],
)  # fmt: skip
def test_correction_is_read_by_its_code_or_left_to_a_person(
    code: str, corrected: str, understood: dict[str, object]
) -> None:
    line = f"798{code}021001200000001      07100030{corrected:<29}{'':15}071000300000003"
    (change,) = read_ach(returned(line=10, text=line)).changes
    assert change.correction.text == corrected
    assert change.correction.is_understood is bool(understood)
    for name, value in understood.items():
        assert getattr(change.correction, name) == value


@pytest.mark.parametrize(
    ("line", "text", "fault"),
    [
        (3, RETURNED[2].replace("0000004990", "0000004991"), "line 7: says debit total 16990"),
        (3, RETURNED[2].replace("0000004990", "00000049X0"), "line 3: entry: amount is"),
        (3, RETURNED[2].replace("021001208", "071000301"), "line 7: says entry hash 4200240"),
        (4, "", "line 7: says entry count 4, the entries make 3"),
        (7, "", "line 8: begins a batch before that of line 2 ends"),
        (12, "", "it ends without a file control"),
        (1, "", "it does not begin with a file header"),
        (2, "", "line 3: is an entry outside a batch"),
        (5, "X" + RETURNED[4][1:], "line 5: begins with 'X', which is no record of ACH"),
        (3, RETURNED[2] + "7", "is longer than 94 characters"),
    ],
)
def test_file_that_was_cut_or_edited_is_refused_at_its_line(
    line: int, text: str, fault: str
) -> None:
    with pytest.raises(BankFileInvalid, match=fault):
        read_ach(returned(line=line, text=text))


FIRST = Presentment(date(2026, 1, 5), 4990, "1234567890", "Guywire Wireless", "R01")


@pytest.mark.parametrize(
    ("presentments", "settles_on", "amount", "why"),
    [
        ([FIRST], date(2026, 7, 4), 4990, "retry 1 of 2"),
        ([FIRST, replace(FIRST, return_code="R09")], date(2026, 2, 1), 4990, "retry 2 of 2"),
    ],
)
def test_b_pay_7_lack_of_funds_is_presented_again_twice_within_180_days(
    presentments: list[Presentment], settles_on: date, amount: int, why: str
) -> None:
    answer = may_go_again(presentments, settles_on, amount)
    assert (answer.is_allowed, answer.why) == (True, why)
    assert answer.last_on == date(2026, 7, 4)


@pytest.mark.parametrize(
    ("presentments", "settles_on", "amount", "why"),
    [
        ([FIRST] * 3, date(2026, 2, 1), 4990, "it was presented again 2 times; 2 are allowed"),
        ([FIRST], date(2026, 7, 5), 4990, "the 180 days after the original entry ended on"),
        ([FIRST], date(2026, 2, 1), 4989, "the amount must be that of the original entry"),
        ([replace(FIRST, company_id="1999999999")], date(2026, 2, 1), 4990, "company name and id"),
        ([replace(FIRST, return_code=None)], date(2026, 2, 1), 4990, "is not returned"),
        ([FIRST, replace(FIRST, return_code="R02")], date(2026, 2, 1), 4990, "account closed"),
        *(
            ([replace(FIRST, return_code=code)], date(2026, 2, 1), 4990, f"{code}, ")
            for code in ("R02", "R03", "R04", "R07", "R08", "R10", "R11", "R29", "R99")
        ),
    ],
)
def test_b_pay_7_everything_else_is_never_presented_again(
    presentments: list[Presentment], settles_on: date, amount: int, why: str
) -> None:
    answer = may_go_again(presentments, settles_on, amount)
    assert not answer.is_allowed
    assert why in answer.why


def may_go_again(presentments: list[Presentment], settles_on: date, amount: int) -> Reinitiation:
    return reinitiation_of(
        presentments[0],
        presentments[1:],
        settles_on=settles_on,
        amount_minor=amount,
        company_id="1234567890",
        company_name="Guywire Wireless",
    )
