"""Writes SEPA direct debits as pain.008.001.08 (ISO 20022; EPC130-08 for what SEPA makes of it)."""

from collections.abc import Sequence
from datetime import datetime

from guywire.engines.banking.accounts import bic, creditor_id, iban
from guywire.engines.banking.calendars import TARGET, BankingCalendar
from guywire.engines.banking.errors import OrderInvalid
from guywire.engines.banking.sepa.characters import sepa_of
from guywire.engines.banking.sepa.checks import faults_of
from guywire.engines.banking.sepa.orders import (
    Address,
    Amendment,
    Collection,
    Creditor,
    DebitGroup,
    Mandate,
    SepaFile,
)
from guywire.engines.markup import Tag, document, tag
from guywire.engines.money import Money

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.008.001.08"
NAME_LENGTH = 70
"""SEPA takes half of what ISO 20022 would."""


def write_pain008(
    creditor: Creditor,
    groups: Sequence[DebitGroup],
    *,
    message_id: str,
    created_at: datetime,
    calendar: BankingCalendar = TARGET,
    initiator: str = "",
) -> SepaFile:
    """The file of these collections; OrderInvalid names every one that cannot go.

    `message_id` must not repeat; groups get it with a number behind. `created_at` is local time.
    """
    faults = faults_of(creditor, groups, message_id, created_at.date(), calendar)
    if faults:
        raise OrderInvalid(faults)
    ids = tuple(f"{message_id}-{number}" for number in range(1, len(groups) + 1))
    count = sum(len(group.collections) for group in groups)
    total = sum(_total(group) for group in groups)
    header = tag(
        "GrpHdr",
        tag("MsgId", message_id),
        tag("CreDtTm", created_at.replace(tzinfo=None).isoformat(timespec="seconds")),
        tag("NbOfTxs", str(count)),
        tag("CtrlSum", _euros(total)),
        tag("InitgPty", tag("Nm", _name(initiator or creditor.name))),
    )
    payments = (_group(creditor, group, id_) for group, id_ in zip(groups, ids, strict=True))
    body = tag("CstmrDrctDbtInitn", header, *payments)
    content = document(tag("Document", body), {"": NAMESPACE})
    return SepaFile(content, ids, count, total)


def _total(group: DebitGroup) -> int:
    return sum(collection.amount_minor for collection in group.collections)


def _euros(minor: int) -> str:
    return Money(minor, "EUR").format()


def _name(text: str) -> str:
    return sepa_of(text)[:NAME_LENGTH]


def _group(creditor: Creditor, group: DebitGroup, group_id: str) -> Tag | None:
    return tag(
        "PmtInf",
        tag("PmtInfId", group_id),
        tag("PmtMtd", "DD"),
        tag("BtchBookg", "true" if group.is_booked_as_one else "false"),
        tag("NbOfTxs", str(len(group.collections))),
        tag("CtrlSum", _euros(_total(group))),
        tag(
            "PmtTpInf",
            tag("SvcLvl", tag("Cd", "SEPA")),
            tag("LclInstrm", tag("Cd", group.scheme.value)),
            tag("SeqTp", group.sequence.value),
        ),
        tag("ReqdColltnDt", group.due_on.isoformat()),
        tag("Cdtr", tag("Nm", _name(creditor.name))),
        _account("CdtrAcct", creditor.iban),
        _bank("CdtrAgt", creditor.bic),
        tag("ChrgBr", "SLEV"),
        _scheme_id("CdtrSchmeId", creditor.creditor_id),
        *(_collection(collection) for collection in group.collections),
    )


def _collection(collection: Collection) -> Tag | None:
    mandate = collection.mandate
    return tag(
        "DrctDbtTxInf",
        tag("PmtId", tag("EndToEndId", collection.end_to_end_id)),
        tag("InstdAmt", _euros(collection.amount_minor), Ccy="EUR"),
        tag("DrctDbtTx", _mandate(mandate)),
        _bank("DbtrAgt", mandate.debtor_bic),
        tag("Dbtr", tag("Nm", _name(mandate.debtor_name)), _address(mandate.debtor_address)),
        _account("DbtrAcct", mandate.debtor_iban),
        tag("RmtInf", tag("Ustrd", sepa_of(collection.text)), _reference(collection.reference)),
    )


def _mandate(mandate: Mandate) -> Tag | None:
    amendment = mandate.amendment
    return tag(
        "MndtRltdInf",
        tag("MndtId", mandate.id),
        tag("DtOfSgntr", mandate.signed_on.isoformat()),
        tag("AmdmntInd", "true") if amendment else None,
        _amendment(amendment) if amendment else None,
    )


def _amendment(amendment: Amendment) -> Tag | None:
    """A new account at another bank is told as SMNDA, without the old number."""
    another = tag("Id", tag("Othr", tag("Id", "SMNDA"))) if amendment.has_another_bank else None
    former = amendment.former_debtor_iban
    return tag(
        "AmdmntInfDtls",
        tag("OrgnlMndtId", amendment.former_mandate_id),
        _scheme_id(
            "OrgnlCdtrSchmeId", amendment.former_creditor_id, amendment.former_creditor_name
        ),
        _account("OrgnlDbtrAcct", former) if former else tag("OrgnlDbtrAcct", another),
    )


def _scheme_id(name: str, number: str, party: str = "") -> Tag | None:
    """A creditor identifier in its nest; the former name may stand alone."""
    other = (
        tag("Othr", tag("Id", creditor_id(number)), tag("SchmeNm", tag("Prtry", "SEPA")))
        if number
        else None
    )
    return tag(name, tag("Nm", _name(party)), tag("Id", tag("PrvtId", other)))


def _account(name: str, number: str) -> Tag | None:
    return tag(name, tag("Id", tag("IBAN", iban(number))))


def _bank(name: str, code: str) -> Tag | None:
    known = tag("BICFI", bic(code)) if code else tag("Othr", tag("Id", "NOTPROVIDED"))
    return tag(name, tag("FinInstnId", known))


def _address(address: Address | None) -> Tag | None:
    if address is None:
        return None
    return tag(
        "PstlAdr",
        tag("StrtNm", sepa_of(address.street)[:70]),
        tag("BldgNb", sepa_of(address.building)[:16]),
        tag("PstCd", sepa_of(address.postcode)[:16]),
        tag("TwnNm", sepa_of(address.town)[:35]),
        tag("Ctry", address.country_code),
    )


def _reference(reference: str) -> Tag | None:
    """A creditor reference after ISO 11649, structured as SEPA asks."""
    if not reference:
        return None
    kind = tag("Tp", tag("CdOrPrtry", tag("Cd", "SCOR")), tag("Issr", "ISO"))
    return tag("Strd", tag("CdtrRefInf", kind, tag("Ref", reference.replace(" ", "").upper())))
