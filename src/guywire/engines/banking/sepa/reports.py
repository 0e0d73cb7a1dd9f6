"""Reads pain.002 (versions 03 and later): what the bank says of a file before anything is booked.

Returns after settlement come in statements: as `StatementLine` with a `return_code`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from guywire.engines.banking.errors import BankFileInvalid, Fault
from guywire.engines.banking.sepa.codes import SepaReason, meaning_of
from guywire.engines.banking.tree import Node, NodeInvalid, tree_of

MESSAGE = "pain.002.001"
REJECTED = "RJCT"


@dataclass(frozen=True, slots=True)
class CollectionStatus:
    """What became of one collection."""

    end_to_end_id: str
    group_id: str
    status: str
    """ISO 20022 status: ACCP, ACSP, ACSC, ACWC, PDNG, RJCT..."""
    reason: SepaReason | None
    text: str
    amount_minor: int | None

    @property
    def is_rejected(self) -> bool:
        """Whether no money will come of it."""
        return self.status == REJECTED


@dataclass(frozen=True, slots=True)
class GroupStatus:
    """What became of a group, or of the file where `group_id` is empty."""

    group_id: str
    status: str
    reason: SepaReason | None
    text: str

    @property
    def is_rejected(self) -> bool:
        """Whether nothing of it will be collected."""
        return self.status == REJECTED


@dataclass(frozen=True, slots=True)
class PaymentReport:
    """A report about one of our files; a status that was not told is empty."""

    message_id: str
    file: GroupStatus
    groups: tuple[GroupStatus, ...]
    collections: tuple[CollectionStatus, ...]


def read_pain002(content: bytes) -> PaymentReport:
    """The report; BankFileInvalid names the elements that cannot be read."""
    root = tree_of(content)
    if MESSAGE not in root.namespace:
        found = root.namespace or root.name
        raise BankFileInvalid.at("file", f"it is no pain.002 but {found}")
    try:
        report = root.need("CstmrPmtStsRpt")
        original = report.need("OrgnlGrpInfAndSts")
        groups = list(report.all("OrgnlPmtInfAndSts"))
        return PaymentReport(
            message_id=original.need("OrgnlMsgId").own_text,
            file=_group(original, "", "GrpSts"),
            groups=tuple(
                _group(group, group.need("OrgnlPmtInfId").own_text, "PmtInfSts") for group in groups
            ),
            collections=tuple(_collections(groups)),
        )
    except NodeInvalid as error:
        raise BankFileInvalid([Fault(error.where, error.reason)]) from error


def _group(node: Node, group_id: str, status: str) -> GroupStatus:
    reason, text = _reason(node)
    return GroupStatus(group_id, node.text(status), reason, text)


def _collections(groups: list[Node]) -> Iterator[CollectionStatus]:
    for group in groups:
        for node in group.all("TxInfAndSts"):
            reason, text = _reason(node)
            amount = node.one("OrgnlTxRef/Amt/InstdAmt")
            yield CollectionStatus(
                end_to_end_id=node.need("OrgnlEndToEndId").own_text,
                group_id=group.text("OrgnlPmtInfId"),
                status=node.text("TxSts") or group.text("PmtInfSts"),
                reason=reason,
                text=text,
                amount_minor=None if amount is None else amount.money().minor,
            )


def _reason(node: Node) -> tuple[SepaReason | None, str]:
    """The first reason with a code, and all that is said."""
    codes = node.texts("StsRsnInf/Rsn/Cd") or node.texts("StsRsnInf/Rsn/Prtry")
    return meaning_of(codes[0]) if codes else None, " ".join(node.texts("StsRsnInf/AddtlInf"))
