from django.db import migrations, models


class Migration(migrations.Migration):
    """The state only: kit.tenancy makes the table, so that triggers exist before any row."""

    initial = True
    dependencies = [("tenancy", "0001_functions")]
    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
                ("table_name", models.TextField()),
                ("row_id", models.UUIDField()),
                (
                    "operation",
                    models.CharField(
                        choices=[("I", "created"), ("U", "changed"), ("D", "removed")],
                        max_length=1,
                    ),
                ),
                ("changed", models.JSONField()),
                ("actor", models.TextField()),
                ("request_id", models.TextField()),
                ("door", models.TextField()),
                ("changed_at", models.DateTimeField()),
            ],
            options={"db_table": "audit_change", "ordering": ("-id",), "managed": False},
        ),
    ]
