"""Bank statements: what was booked is read whole, known again, and refused where it is broken.

CAMT by the message definitions of ISO 20022 (camt.053 and camt.054, versions 02 to 08); the files
are our own, made up of elements of every version.
"""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guywire.engines.banking.errors import BankFileInvalid
from guywire.engines.banking.statements import CsvMapping, read_camt, read_csv, without_known
from guywire.engines.money import Money

OWN = "CH9300762011623852957"
STATUS = {2: "<Sts>BOOK</Sts>", 4: "<Sts>BOOK</Sts>", 8: "<Sts><Cd>BOOK</Cd></Sts>"}


def entry(version: int, *, amount: str = "49.90", sign: str = "CRDT", more: str = "") -> str:
    return (
        f'<Ntry><Amt Ccy="CHF">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd>{STATUS[version]}'
        f"<BookgDt><Dt>2026-11-25</Dt></BookgDt><ValDt><DtTm>2026-11-26T00:00:00</DtTm></ValDt>{more}</Ntry>"
    )


def part(version: int, *, amount: str, name: str, text: str = "", more: str = "") -> str:
    party = f"<Pty><Nm>{name}</Nm></Pty>" if version == 8 else f"<Nm>{name}</Nm>"
    told = (
        f'<AmtDtls><TxAmt><Amt Ccy="CHF">{amount}</Amt></TxAmt></AmtDtls>'
        if version == 2
        else f'<Amt Ccy="CHF">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
    )
    return (
        f"<TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>{told}<RltdPties><Dbtr>{party}</Dbtr>"
        "<DbtrAcct><Id><IBAN>CH5604835012345678009</IBAN></Id></DbtrAcct>"
        f"<CdtrAcct><Id><IBAN>{OWN}</IBAN></Id></CdtrAcct></RltdPties>"
        f"<RmtInf>{text}</RmtInf>{more}</TxDtls>"
    )


def camt(version: int, *entries: str, kind: int = 53, balances: str = "") -> bytes:
    body, report = {
        53: ("BkToCstmrStmt", "Stmt"),
        54: ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
    }[kind]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.0{kind}.001.{version:02}"><{body}>'
        f"<GrpHdr><MsgId>1</MsgId></GrpHdr><{report}><Id>S-1</Id>"
        f"<Acct><Id><IBAN>{OWN}</IBAN></Id><Ccy>CHF</Ccy></Acct>{balances}\n"
        + "\n".join(entries)
        + f"</{report}></{body}></Document>"
    ).encode()


def balance(kind: str, amount: str) -> str:
    return (
        f'<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy="CHF">{amount}</Amt>'
        "<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-25</Dt></Dt></Bal>"
    )


QR = "<Strd><CdtrRefInf><Ref>210000000003139471430009017</Ref></CdtrRefInf></Strd>"


@pytest.mark.parametrize("version", [2, 4, 8])
@pytest.mark.parametrize("kind", [53, 54])
def test_gathered_entry_is_taken_apart_in_every_version(version: int, kind: int) -> None:
    parts = part(version, amount="20.00", name="Zoë Muñoz", text=QR) + part(
        version, amount="29.90", name="Ben", text="<Ustrd>INV-1001</Ustrd><Ustrd>thanks</Ustrd>"
    )
    ref = "<AcctSvcrRef>B-7</AcctSvcrRef>"
    (statement,) = read_camt(
        camt(version, entry(version, more=f"{ref}<NtryDtls>{parts}</NtryDtls>"), kind=kind)
    )
    zoe, ben = statement.lines
    assert (zoe.amount_minor, ben.amount_minor) == (2000, 2990)
    assert (zoe.booked_on, zoe.value_on) == (date(2026, 11, 25), date(2026, 11, 26))
    assert (zoe.counterparty, zoe.account) == ("Zoë Muñoz", "CH5604835012345678009")
    assert (zoe.reference, zoe.text) == ("210000000003139471430009017", "")
    assert (ben.reference, ben.text) == ("", "INV-1001 thanks")
    assert (statement.account, statement.currency, zoe.bank_id) == (OWN, "CHF", "B-7")


def test_parts_that_do_not_add_up_stay_one_line_and_it_is_said() -> None:
    parts = part(8, amount="20.00", name="A", text="<Ustrd>one</Ustrd>")
    parts += part(8, amount="20.00", name="B", text="<Ustrd>two</Ustrd>")
    (statement,) = read_camt(camt(8, entry(8, more=f"<NtryDtls>{parts}</NtryDtls>")))
    (line,) = statement.lines
    assert (line.amount_minor, line.text) == (4990, "one two")
    assert statement.notes == ("line 3, Ntry: its 2 parts do not add up to it, so it is one line",)


def test_returned_direct_debit_keeps_our_customer_and_says_why() -> None:
    details = part(
        4, amount="49.90", name="Zoë Muñoz", more="<RtrInf><Rsn><Cd>AM04</Cd></Rsn></RtrInf>"
    ).replace(
        "<EndToEndId>NOTPROVIDED</EndToEndId>",
        "<EndToEndId>P-77</EndToEndId><MndtId>M-1</MndtId>",
    )
    more = f"<NtryDtls>{details}</NtryDtls>"
    (statement,) = read_camt(camt(4, entry(4, sign="DBIT", more=more), kind=54))
    (line,) = statement.lines
    assert (line.amount_minor, line.is_reversal, line.return_code) == (-4990, True, "AM04")
    assert (line.counterparty, line.end_to_end_id, line.mandate_id) == ("Zoë Muñoz", "P-77", "M-1")


def test_what_is_pending_is_counted_and_not_booked() -> None:
    pending = entry(8, amount="1.00").replace("BOOK<", "PDNG<")
    (statement,) = read_camt(camt(8, pending, entry(8, amount="885.00000")))
    assert [line.amount_minor for line in statement.lines] == [88500]
    assert statement.pending_count == 1


@pytest.mark.parametrize(("closing", "does_balance"), [("149.90", True), ("149.91", False)])
def test_balances_are_compared_with_the_lines(closing: str, does_balance: bool) -> None:
    balances = balance("OPBD", "100.00") + balance("CLBD", closing)
    (statement,) = read_camt(camt(2, entry(2), balances=balances))
    assert (statement.opening_minor, statement.does_balance) == (10000, does_balance)
    (without,) = read_camt(camt(2, entry(2)))
    assert without.does_balance is None


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (camt(8, entry(8, amount="1.234")), "line 3, Amt: is no amount: '1.234' has 3 decimals"),
        (camt(8, entry(8, amount="-1")), "line 3, Amt: is below zero"),
        (camt(8, entry(8), entry(8, sign="X")), "line 4, CdtDbtInd: is 'X', not CRDT or DBIT"),
        (camt(8, entry(8).replace("2026-11-25", "2026-02-30")), "line 3, BookgDt: is no date"),
        (camt(8, entry(8).replace("Amt", "Amount")), "line 3, Ntry: has no Amt"),
        (camt(8)[:-20], "line 3: no well-formed XML"),
        (b"<Document xmlns='urn:iso:std:iso:20022:tech:xsd:pain.001.001.03'/>", "it is no CAMT"),
        (b"", "line 1: no well-formed XML"),
        (b"<a>" * 41 + b"</a>" * 41, "file: it is nested deeper than 40 elements"),
        (
            b'<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><Document>&b;</Document>',
            "file: it declares a document type",
        ),
        (
            '<?xml version="1.0" encoding="UTF-16"?>'
            '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><d>&x;</d>'.encode("utf-16"),
            "file: it declares a document type",
        ),
        (b"<Document>&undefined;</Document>", "Entity 'undefined' not defined"),
    ],
)  # fmt: skip
def test_broken_or_hostile_xml_is_refused_at_its_place(content: bytes, fault: str) -> None:
    with pytest.raises(BankFileInvalid) as refusal:
        read_camt(content)
    assert fault in str(refusal.value)


def test_b_pay_11_lines_are_known_again_in_an_overlapping_file() -> None:
    twins = entry(2, amount="10.00") * 2
    (first,) = read_camt(camt(2, twins))
    (second,) = read_camt(camt(2, entry(2, amount="7.00"), twins, kind=54))
    known = {line.key for line in first.lines}
    assert len(known) == 2
    assert [line.amount_minor for line in without_known(second.lines, known)] == [700]


GERMAN = CsvMapping(
    booked_on="Buchungstag",
    date_format="%d.%m.%Y",
    amount="Betrag",
    decimal_sign=",",
    default_currency="EUR",
    value_on="Valuta",
    counterparty="Name",
    account="IBAN",
    text=("Zweck", "Text"),
)
GERMAN_FILE = (
    "Konto;DE02 1203 0000 0000 2020 51\r\n\r\n"
    "Buchungstag;Valuta;Name;IBAN;Zweck;Text;Betrag\r\n"
    '25.11.2026;26.11.2026;"Müller; Zoë";DE89370400440532013000;"INV-1001\r\nDanke";;1.234,56\r\n'
    "25.11.2026;;Stadtwerke;;Strom;Abbuchung;-89,5\r\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_of_any_encoding_is_read_by_its_mapping(encoding: str) -> None:
    statement = read_csv(GERMAN_FILE.encode(encoding), GERMAN, own_account="DE02")
    zoe, power = statement.lines
    assert (zoe.amount_minor, power.amount_minor) == (123456, -8950)
    assert (zoe.counterparty, zoe.account) == ("Müller; Zoë", "DE89370400440532013000")
    assert (zoe.text, power.text) == ("INV-1001 Danke", "Strom Abbuchung")
    assert (zoe.booked_on, zoe.value_on) == (date(2026, 11, 25), date(2026, 11, 26))
    assert (power.value_on, power.where) == (None, "line 6")
    assert (statement.currency, statement.account) == ("EUR", "DE02")


@pytest.mark.parametrize(
    ("mapping", "content", "minor"),
    [
        (
            CsvMapping("Date", "%m/%d/%Y", credit="In", debit="Out", default_currency="USD"),
            'Date,In,Out\n11/25/2026,,"1,234.50"',
            -123450,
        ),
        (
            CsvMapping("Date", "%Y-%m-%d", amount="Amt", direction="D/C", currency="Ccy"),
            "Date\tAmt\tD/C\tCcy\n2026-11-25\t1'000\tC\tJPY",
            1000,
        ),
        (
            CsvMapping("Date", "%Y-%m-%d", amount="Amt", direction="D/C", currency="Ccy"),
            "Date|Amt|D/C|Ccy\n2026-11-25|12.5-|C|USD",
            -1250,
        ),
        (
            CsvMapping("Date", "%Y-%m-%d", amount="Amt", default_currency="USD"),
            "Date;Amt\n2026-11-25;(12.50)",
            -1250,
        ),
    ],
)
def test_csv_amounts_are_read_as_banks_write_them(
    mapping: CsvMapping, content: str, minor: int
) -> None:
    (line,) = read_csv(content.encode(), mapping).lines
    assert line.amount_minor == minor


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (GERMAN_FILE.replace("1.234,56", "12.34"), "line 4, column Betrag: '12.34' is no amount"),
        (
            GERMAN_FILE.replace("-89,5", "-89,505"),
            "line 6, column Betrag: '-89.505' has 3 decimals",
        ),
        (GERMAN_FILE.replace("25.11.2026;;", "31.11.2026;;"), "line 6, column Buchungstag: '31.11"),
        (
            GERMAN_FILE.replace("Valuta;", "V;").replace("Betrag", "B"),
            "has the column Valuta, Betrag",
        ),
        ("", "no line has the column"),
    ],
)
def test_csv_that_does_not_fit_is_refused_at_its_line(content: str, fault: str) -> None:
    with pytest.raises(BankFileInvalid) as refusal:
        read_csv(content.encode(), GERMAN)
    assert fault in str(refusal.value)


def test_csv_leaves_out_the_closing_lines_that_the_mapping_names() -> None:
    content = GERMAN_FILE + "Saldo;;;;;;1,00\r\n"
    statement = read_csv(content.encode(), replace(GERMAN, last_lines=1))
    assert [line.amount_minor for line in statement.lines] == [123456, -8950]


@pytest.mark.parametrize(
    ("mapping", "fault"),
    [
        (replace(GERMAN, amount=""), "name either the column of amounts or both"),
        (replace(GERMAN, credit="Haben"), "name either the column of amounts or both"),
        (replace(GERMAN, decimal_sign="'"), "the decimal sign is a comma or a point"),
        (replace(GERMAN, default_currency=""), "the currency of the account"),
        (replace(GERMAN, encoding="klingon"), "there is no encoding 'klingon'"),
        (replace(GERMAN, encoding="ascii"), "it is no text in ascii"),
    ],
)
def test_mapping_that_cannot_work_is_refused(mapping: CsvMapping, fault: str) -> None:
    with pytest.raises(BankFileInvalid) as refusal:
        read_csv(GERMAN_FILE.encode(), mapping)
    assert fault in str(refusal.value)


@given(
    st.lists(st.integers(-(10**12), 10**12).filter(bool), min_size=1, max_size=20),
    st.sampled_from([",", "."]),
    st.booleans(),
)
def test_csv_amounts_make_the_round_trip(minors: list[int], sign: str, is_grouped: bool) -> None:
    grouping = {",": ".", ".": ","}[sign] if is_grouped else ""
    rows = ["day;amount"]
    for minor in minors:
        whole, part = f"{Money(minor, 'EUR').decimal:,.2f}".split(".")
        rows.append(f"2026-01-31;{whole.replace(',', grouping)}{sign}{part}")
    mapping = CsvMapping(
        "Day", "%Y-%m-%d", amount="AMOUNT", decimal_sign=sign, default_currency="EUR"
    )
    statement = read_csv("\n".join(rows).encode(), mapping)
    assert [line.amount_minor for line in statement.lines] == minors
    assert len({line.key for line in statement.lines}) == len(minors)
