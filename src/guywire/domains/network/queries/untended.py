"""Rows that wait for a job although neither it nor an event that would queue it is left."""

from uuid import UUID

from django.db import connection, models

STATEMENT = """
select found.id from {table} found
 where found.state in ('queued', 'running')
   and not exists (
     select 1 from procrastinate_jobs job
      where job.status in ('todo', 'doing') and job.args ->> 'tenant_id' = found.tenant_id::text
        and (job.args ->> %s = found.id::text or job.args ->> 'handler' = %s))
"""


def untended(model: type[models.Model], argument: str, handler: str) -> list[UUID]:
    """Rows of the active tenant that nobody works on and nobody will.

    argument: of the job that names a row; handler: the event's, which queues it.
    """
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT.format(table=table), [argument, handler])
        return [row[0] for row in cursor.fetchall()]
