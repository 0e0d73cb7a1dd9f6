"""Whatever is sent to any operation of the API, it answers: no 5xx (schemathesis)."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, given, settings, strategies
from schemathesis.checks import not_a_server_error

from guywire.domains.tenants.models import Tenant
from guywire.kit.tenancy import in_tenant
from guywire.kit.testing import doors

from .conftest import Program

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
EXAMPLES = 12


@pytest.fixture
def kept_connection() -> Iterator[None]:
    """The application leaves the test's transaction open between its requests."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def api_schema(
    wisp: Tenant, ground: Path, program_of: Callable[[Tenant], Program], kept_connection: None
) -> schemathesis.BaseSchema:
    """The whole API as a program of the tenant's owner meets it."""
    loaded = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    token = program_of(wisp).token
    loaded.config.update(headers={"Authorization": f"Bearer {token}"})
    return loaded


@pytest.fixture
def real_ids(wisp: Tenant) -> dict[str, str]:
    """For each resource of the API, by its address, the id of a row that is there."""
    with in_tenant(wisp.pk, actor="test"):
        return {doors.resource(one): str(doors.new_row(one).pk) for one in doors.shipped()}


def aimed(case: schemathesis.Case, real_ids: dict[str, str]) -> schemathesis.Case:
    """The same call, on a row that is there where we know one."""
    resource = case.path.split("{")[0].rstrip("/")
    found = next((one for path, one in real_ids.items() if path.rstrip("/") == resource), None)
    if found is not None and "id" in case.path_parameters:
        case.path_parameters = {**case.path_parameters, "id": found}
    return case


def test_no_operation_breaks(api_schema: schemathesis.BaseSchema, real_ids: dict[str, str]) -> None:
    """Every operation with made-up input, on rows that are there and on ids that are not."""
    operations = [result.ok() for result in api_schema.get_all_operations()]
    assert len(operations) > 100
    seen: Counter[int] = Counter()
    for operation in operations:

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(), is_aimed=strategies.booleans())
        def answers(case: schemathesis.Case, is_aimed: bool) -> None:
            with transaction.atomic():
                sent = aimed(case, real_ids) if is_aimed else case
                response = sent.call_and_validate(checks=[not_a_server_error])
                transaction.set_rollback(True)
            seen[response.status_code] += 1

        answers()
    assert seen[401] == seen[403] == 0, seen
    assert seen[200] + seen[201] > len(operations), seen
