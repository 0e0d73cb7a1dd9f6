"""SEPA direct debits: files pass the schema of ISO 20022, reports are read, faults are named."""

from dataclasses import replace
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from guywire.engines.banking.errors import BankFileInvalid, OrderInvalid
from guywire.engines.banking.matching import rf_reference
from guywire.engines.banking.sepa import (
    Address,
    Amendment,
    Collection,
    Creditor,
    DebitGroup,
    Mandate,
    ReasonCategory,
    Scheme,
    SepaFile,
    Sequence,
    meaning_of,
    read_pain002,
    write_pain008,
)
from guywire.engines.banking.sepa.characters import SEPA, sepa_of

CREATED = datetime(2026, 11, 25, 9, 30, 1)
DUE = date(2026, 11, 27)
US = Creditor("Guywire Funknetze GmbH", "DE98ZZZ09999999999", "DE89 3704 0044 0532 0130 00")
ZOE = Mandate("M-1001", date(2026, 1, 5), "Zoë Müller & Söhne", "FR14 2004 1010 0505 0001 3M02 606")
DEBIT = Collection("P-2026-77", ZOE, 4990, text="Rechnung INV-2026/1001; danke")
GROUP = DebitGroup(Scheme.CORE, Sequence.RECURRING, DUE, (DEBIT,))
NS = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.008.001.08"}


@cache
def schema() -> etree.XMLSchema:
    """The schema of ISO 20022, as sepaxml ships it."""
    path = files("sepaxml").joinpath("schemas/pain.008.001.08.xsd")
    return etree.XMLSchema(etree.fromstring(path.read_bytes()))


def written(*groups: DebitGroup, creditor: Creditor = US) -> SepaFile:
    return write_pain008(creditor, groups, message_id="D-20261125-1", created_at=CREATED)


def values(file: SepaFile, path: str) -> list[str | None]:
    root = etree.fromstring(file.content)
    schema().assertValid(root)
    steps = "/".join(f"p:{step}" for step in path.split("/"))
    return [found.text for found in root.iterfind(f".//{steps}", NS)]


def test_direct_debit_says_who_owes_what_by_which_mandate() -> None:
    file = written(GROUP)
    assert (file.group_ids, file.count, file.total_minor) == (("D-20261125-1-1",), 1, 4990)
    assert values(file, "GrpHdr/CreDtTm") == ["2026-11-25T09:30:01"]
    assert values(file, "PmtTpInf/LclInstrm/Cd") == ["CORE"]
    assert values(file, "SeqTp") == ["RCUR"]
    assert values(file, "ReqdColltnDt") == ["2026-11-27"]
    assert values(file, "CdtrSchmeId/Id/PrvtId/Othr/Id") == ["DE98ZZZ09999999999"]
    assert values(file, "CdtrAcct/Id/IBAN") == ["DE89370400440532013000"]
    assert values(file, "DrctDbtTxInf/InstdAmt") == ["49.90"]
    assert b'<InstdAmt Ccy="EUR">49.90</InstdAmt>' in file.content
    assert values(file, "MndtRltdInf/MndtId") == ["M-1001"]
    assert values(file, "MndtRltdInf/DtOfSgntr") == ["2026-01-05"]
    assert values(file, "Dbtr/Nm") == ["Zoe Muller + Sohne"]
    assert values(file, "DbtrAgt/FinInstnId/Othr/Id") == ["NOTPROVIDED"]
    assert values(file, "RmtInf/Ustrd") == ["Rechnung INV-2026/1001, danke"]
    assert values(file, "AmdmntInd") == []


def test_schemes_sequences_and_sums_stand_in_their_groups() -> None:
    other = replace(DEBIT, end_to_end_id="P-78", text="", reference=rf_reference("20261001"))
    file = written(
        GROUP,
        DebitGroup(Scheme.B2B, Sequence.FIRST, DUE, (other, replace(other, end_to_end_id="P-79"))),
        DebitGroup(Scheme.CORE, Sequence.ONE_OFF, DUE, (replace(DEBIT, end_to_end_id="P-80"),)),
        DebitGroup(Scheme.CORE, Sequence.FINAL, DUE, (replace(DEBIT, end_to_end_id="P-81"),)),
    )
    assert values(file, "LclInstrm/Cd") == ["CORE", "B2B", "CORE", "CORE"]
    assert values(file, "SeqTp") == ["RCUR", "FRST", "OOFF", "FNAL"]
    assert values(file, "PmtInf/CtrlSum") == ["49.90", "99.80", "49.90", "49.90"]
    assert values(file, "GrpHdr/CtrlSum") == ["249.50"]
    assert values(file, "GrpHdr/NbOfTxs") == ["5"]
    assert values(file, "Strd/CdtrRefInf/Ref") == [rf_reference("20261001")] * 2


def test_changed_mandate_says_what_it_was() -> None:
    old = Amendment(
        former_mandate_id="M-1",
        former_creditor_id="DE98ABC09999999999",
        former_creditor_name="Alte Firma",
        former_debtor_iban="FR7630006000011234567890189",
    )
    file = written(replace(GROUP, collections=(amended(old),)))
    assert values(file, "AmdmntInd") == ["true"]
    assert values(file, "OrgnlMndtId") == ["M-1"]
    assert values(file, "OrgnlCdtrSchmeId/Nm") == ["Alte Firma"]
    assert values(file, "OrgnlDbtrAcct/Id/IBAN") == ["FR7630006000011234567890189"]
    moved = written(replace(GROUP, collections=(amended(Amendment(has_another_bank=True)),)))
    assert values(moved, "OrgnlDbtrAcct/Id/Othr/Id") == ["SMNDA"]


def amended(amendment: Amendment) -> Collection:
    return replace(DEBIT, mandate=replace(ZOE, amendment=amendment))


def owed_by(**changes: Any) -> Collection:
    return replace(DEBIT, mandate=replace(ZOE, **changes))


SWISS: dict[str, Any] = {"debtor_iban": "CH9300762011623852957", "debtor_bic": "POFICHBE"}


def test_account_outside_the_eea_comes_with_bank_and_address() -> None:
    address = Address("Zürich", "CH", street="Bahnhofstraße", building="1", postcode="8001")
    file = written(replace(GROUP, collections=(owed_by(**SWISS, debtor_address=address),)))
    assert values(file, "DbtrAgt/FinInstnId/BICFI") == ["POFICHBE"]
    assert values(file, "Dbtr/PstlAdr/TwnNm") == ["Zurich"]
    assert values(file, "Dbtr/PstlAdr/Ctry") == ["CH"]


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (replace(DEBIT, end_to_end_id="a/"), "may not begin or end with a slash"),
        (replace(DEBIT, end_to_end_id="Zoë"), "has characters that SEPA does not take"),
        (replace(DEBIT, end_to_end_id="x" * 36), "has not 1 to 35 characters"),
        (replace(DEBIT, amount_minor=0), "the amount 0 is not 0.01 to 999,999,999.99"),
        (replace(DEBIT, reference=rf_reference("1")), "it has both a text and a reference"),
        (replace(DEBIT, text="", reference="RF00123"), "is no creditor reference"),
        (replace(DEBIT, text="x" * 141), "the text is longer than 140 characters"),
        (owed_by(debtor_iban="FR14 2004 1010 0505 0001 3M02 607"), "has wrong check digits"),
        (owed_by(debtor_name=""), "the debtor's name is missing"),
        (owed_by(debtor_bic="DEUT"), "BIC 'DEUT' has the wrong length"),
        (owed_by(signed_on=date(2026, 11, 26)), "signed on 2026-11-26, after the day"),
        (owed_by(signed_on=date(2023, 11, 26)), "the mandate lapsed: it was last used on 2023"),
        (owed_by(last_collected_on=date(2023, 11, 26)), "the mandate lapsed"),
        (owed_by(**SWISS), "needs the BIC and the address"),
        (owed_by(amendment=Amendment()), "an amendment says what changed"),
    ],
)
def test_collection_that_cannot_go_is_named(broken: Collection, reason: str) -> None:
    fine = replace(DEBIT, end_to_end_id="fine")
    with pytest.raises(OrderInvalid) as refusal:
        written(replace(GROUP, collections=(fine, broken)))
    assert [fault.where for fault in refusal.value.faults] == [f"collection {broken.end_to_end_id}"]
    assert reason in str(refusal.value)


@pytest.mark.parametrize(
    ("groups", "creditor", "reason"),
    [
        ((replace(GROUP, due_on=date(2026, 11, 28)),), US, "of TARGET: take 2026-11-30"),
        ((replace(GROUP, due_on=date(2026, 11, 25)),), US, "must be after the day of the file"),
        ((replace(GROUP, collections=()),), US, "group 1: there is nothing to collect"),
        ((), US, "file: there is nothing to collect"),
        ((GROUP, GROUP), US, "collection P-2026-77: the id is used 2 times"),
        ((GROUP,), replace(US, creditor_id="DE97ZZZ09999999999"), "creditor identifier"),
        ((GROUP,), replace(US, name="  "), "creditor: the name is missing"),
    ],
)  # fmt: skip
def test_order_that_cannot_go_says_why(
    groups: tuple[DebitGroup, ...], creditor: Creditor, reason: str
) -> None:
    with pytest.raises(OrderInvalid) as refusal:
        written(*groups, creditor=creditor)
    assert reason in str(refusal.value)


def test_sepa_takes_few_signs() -> None:
    assert sepa_of("A&B; #5 (x@y.z) {1}") == "A+B, .5 (x(at)y.z) .1."


@given(st.text())
def test_every_text_comes_out_in_the_basic_latin_set(text: str) -> None:
    assert all(SEPA.fullmatch(char) for char in sepa_of(text))


collections = st.builds(
    Collection,
    end_to_end_id=st.uuids().map(lambda uuid: uuid.hex),
    mandate=st.builds(
        Mandate,
        id=st.from_regex(r"[A-Za-z0-9?:().,'+-]{1,35}", fullmatch=True),
        signed_on=st.dates(date(2024, 1, 1), date(2026, 11, 25)),
        debtor_name=st.text(min_size=1).map(lambda text: "Ω" + text),
        debtor_iban=st.just("FR1420041010050500013M02606"),
    ),
    amount_minor=st.integers(1, 99_999_999_999),
    text=st.text(max_size=40),
)


@pytest.mark.slow
@given(st.lists(collections, min_size=1, max_size=5), st.sampled_from(Sequence))
def test_every_file_passes_the_schema(debits: list[Collection], sequence: Sequence) -> None:
    file = written(DebitGroup(Scheme.CORE, sequence, DUE, tuple(debits)))
    assert values(file, "EndToEndId") == [debit.end_to_end_id for debit in debits]
    assert file.total_minor == sum(debit.amount_minor for debit in debits)


REPORT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.{version}"><CstmrPmtStsRpt>
<GrpHdr><MsgId>R-1</MsgId><CreDtTm>2026-11-26T10:00:00</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>D-20261125-1</OrgnlMsgId>
<OrgnlMsgNmId>pain.008.001.08</OrgnlMsgNmId><GrpSts>PART</GrpSts></OrgnlGrpInfAndSts>
<OrgnlPmtInfAndSts><OrgnlPmtInfId>D-20261125-1-1</OrgnlPmtInfId>
<TxInfAndSts><OrgnlEndToEndId>P-77</OrgnlEndToEndId><TxSts>RJCT</TxSts>
<StsRsnInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>closed since May</AddtlInf></StsRsnInf>
<OrgnlTxRef><Amt><InstdAmt Ccy="EUR">49.90</InstdAmt></Amt></OrgnlTxRef></TxInfAndSts>
<TxInfAndSts><OrgnlEndToEndId>P-78</OrgnlEndToEndId><TxSts>ACCP</TxSts></TxInfAndSts>
</OrgnlPmtInfAndSts>
<OrgnlPmtInfAndSts><OrgnlPmtInfId>D-20261125-1-2</OrgnlPmtInfId><PmtInfSts>RJCT</PmtInfSts>
<StsRsnInf><Rsn><Prtry>DT01</Prtry></Rsn></StsRsnInf></OrgnlPmtInfAndSts>
</CstmrPmtStsRpt></Document>"""


@pytest.mark.parametrize("version", ["03", "10"])
def test_report_says_what_became_of_file_groups_and_collections(version: str) -> None:
    report = read_pain002(REPORT.format(version=version).encode())
    assert (report.message_id, report.file.status) == ("D-20261125-1", "PART")
    rejected, accepted = report.collections
    assert (rejected.end_to_end_id, rejected.is_rejected) == ("P-77", True)
    assert rejected.reason is meaning_of("AC04")
    assert (rejected.text, rejected.amount_minor) == ("closed since May", 4990)
    assert (accepted.is_rejected, accepted.reason) == (False, None)
    first, second = report.groups
    assert (first.is_rejected, second.is_rejected) == (False, True)
    assert second.reason is meaning_of("DT01")


def test_report_that_is_none_is_refused() -> None:
    with pytest.raises(BankFileInvalid, match="it is no pain.002 but urn:x"):
        read_pain002(b'<Document xmlns="urn:x"/>')
    with pytest.raises(BankFileInvalid, match="line 4, OrgnlGrpInfAndSts: has no OrgnlMsgId"):
        read_pain002(REPORT.format(version="03").replace("OrgnlMsgId", "X").encode())


@pytest.mark.parametrize(
    ("code", "category", "again"),
    [
        ("AM04", ReasonCategory.FUNDS, True),
        ("MS03", ReasonCategory.UNSAID, True),
        ("AC04", ReasonCategory.ACCOUNT, False),
        ("MD01", ReasonCategory.MANDATE, False),
        ("MD06", ReasonCategory.DEBTOR, False),
        ("XXXX", ReasonCategory.TECHNICAL, False),
    ],
)
def test_only_lack_of_funds_is_collected_again(
    code: str, category: ReasonCategory, again: bool
) -> None:
    assert (meaning_of(code).category, meaning_of(code).may_be_collected_again) == (category, again)
