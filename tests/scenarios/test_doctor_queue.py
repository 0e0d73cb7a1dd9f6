"""What the doctor says of a queue in which work waits."""

from django.db import connection

from guywire.domains.tenants.tests import make
from guywire.kit.jobs import defer_for

from .conftest import Run


def test_the_doctor_knows_heavy_work_that_waits_for_its_turn_from_work_that_is_late(
    own_database: str, guywire: Run
) -> None:
    tenant = make.tenant()
    for minutes, priority, finds_late in ((59, -3, False), (61, -3, True), (6, 0, True)):
        job = defer_for(tenant.pk, "test.waiting")
        with connection.cursor() as cursor:
            cursor.execute("update procrastinate_jobs set priority = %s", [priority])
            cursor.execute(
                "update procrastinate_events set at = now() - make_interval(mins => %s)", [minutes]
            )
        _, said = guywire("doctor")
        assert ("Start `guywire worker`." in said) == finds_late
        with connection.cursor() as cursor:
            cursor.execute("delete from procrastinate_jobs where id = %s", [job])
