"""Runs that wait for a job that is not there."""

from uuid import UUID

from django.db import connection
from psycopg import sql

from .models import Run

STATEMENT = """
select run.id from {table} run
 where run.state in ('queued', 'running') and exists (
   select 1
     from jsonb_array_elements(case run.lanes when '[]' then '[{{}}]' else run.lanes end)
          with ordinality as lane (told, place)
    where not coalesce((lane.told ->> 'is_over')::boolean, false)
      and not exists (
        select 1 from procrastinate_jobs job
         where job.status in ('todo', 'doing') and job.task_name = %s
           and job.args ->> 'tenant_id' = run.tenant_id::text
           and job.args ->> 'run_id' = run.id::text
           and coalesce((job.args ->> 'lane')::int, 0) = lane.place - 1))
 order by run.created_at, run.id
"""
"""A slice's job runs until the next one is there: a lane that goes on is never without one."""


def untended(model: type[Run]) -> list[UUID]:
    """Runs of the active tenant of which a lane is open and nobody works on it and nobody will."""
    statement = sql.SQL(STATEMENT).format(table=sql.Identifier(model._meta.db_table))
    with connection.cursor() as cursor:
        cursor.execute(statement, [model.job])
        return [row[0] for row in cursor.fetchall()]
