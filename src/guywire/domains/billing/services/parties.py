"""Who documents are from and for, kept as they were."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from guywire.kit.staging import insert_rows
from guywire.kit.tenancy import current

from ..models import Party

Content = Mapping[str, Any]


def party_key(customer_id: UUID | None, content: Content) -> tuple[UUID, str]:
    """The id and digest of this content: the same content of the same customer is one row."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    digest = hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
    whole = f"{current().tenant_id}{customer_id}{digest}"
    return UUID(bytes=hashlib.blake2b(whole.encode(), digest_size=16).digest()), digest


def keep_parties(parties: Iterable[tuple[UUID | None, Content]]) -> dict[UUID | None, UUID]:
    """Keep each (customer, content) that is not kept yet; the party of each customer."""
    found: dict[UUID | None, UUID] = {}
    rows = []
    for customer_id, content in parties:
        party_id, digest = party_key(customer_id, content)
        if customer_id not in found:
            rows.append((party_id, customer_id, digest, dict(content)))
        found[customer_id] = party_id
    insert_rows(
        Party, ("id", "customer_id", "digest", "content"), rows, after="on conflict do nothing"
    )
    return found
