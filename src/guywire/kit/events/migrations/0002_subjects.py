import uuid

import django.db.models.deletion
from django.db import migrations, models

import guywire.kit.tenancy.models
import guywire.kit.tenancy.rules

MOVE = """
insert into events_subject (id, tenant_id, event_id, row_id, happened_at)
select gen_random_uuid(), e.tenant_id, e.id, about.row_id::uuid, e.happened_at
  from events_loggedevent e
 cross join lateral (select distinct jsonb_array_elements_text(e.subjects)) about (row_id)
"""
MOVE_BACK = """
update events_loggedevent e
   set subjects = (select coalesce(jsonb_agg(s.row_id), '[]') from events_subject s
                    where s.event_id = e.id)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0001_initial"),
        ("tenants", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Subject",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("row_id", models.UUIDField()),
                ("happened_at", models.DateTimeField()),
                (
                    "event",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="subjects",
                        to="events.loggedevent",
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        default=guywire.kit.tenancy.models.active_tenant_id,
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["tenant", "row_id", "-happened_at", "-event"],
                        name="event_subject_recent",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant", "event", "row_id"), name="event_subject_once"
                    ),
                    guywire.kit.tenancy.rules.TenantRows(
                        column="tenant_id", name="events_subject_tenant_rows"
                    ),
                    models.UniqueConstraint(
                        fields=("tenant", "id"), name="events_subject_tenant_id_uniq"
                    ),
                    guywire.kit.tenancy.rules.SameTenant(
                        field="event", name="events_subject_event_id_same_tenant"
                    ),
                ],
            },
        ),
        migrations.RunSQL(MOVE, MOVE_BACK),
        migrations.RemoveField(
            model_name="loggedevent",
            name="subjects",
        ),
    ]
