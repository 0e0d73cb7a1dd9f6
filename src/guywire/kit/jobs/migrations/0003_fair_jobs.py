"""A tenant's last heavy job that waits is found at once, however many wait."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("jobs", "0002_jobfailure")]

    operations = [
        migrations.RunSQL(
            "create index guywire_fair_jobs_of_tenant"
            " on procrastinate_jobs ((args ->> 'tenant_id'), priority)"
            " where status = 'todo' and priority < 0",
            "drop index guywire_fair_jobs_of_tenant",
        ),
    ]
