"""A plan's cycle is counted in days, weeks or months; those there are stay in months."""

from django.db import migrations, models

KNOWN = models.Q(
    models.Q(("cycle_length__gte", 1), ("cycle_length__lte", 365), ("cycle_unit", "day")),
    models.Q(("cycle_length__gte", 1), ("cycle_length__lte", 52), ("cycle_unit", "week")),
    models.Q(("cycle_length__gte", 1), ("cycle_length__lte", 60), ("cycle_unit", "month")),
    _connector="OR",
)


def _counted(model: str, constraint: str) -> list[migrations.operations.base.Operation]:
    unit = models.CharField(
        choices=[("day", "days"), ("week", "weeks"), ("month", "months")],
        default="month",
        max_length=5,
    )
    return [
        migrations.RenameField(model, "cycle_months", "cycle_length"),
        migrations.AddField(model, "cycle_unit", unit),
        migrations.AddConstraint(model, models.CheckConstraint(condition=KNOWN, name=constraint)),
    ]


class Migration(migrations.Migration):
    dependencies = [("customers", "0002_keys_and_choices")]

    operations = [*_counted("plan", "plan_cycle"), *_counted("planversion", "plan_version_cycle")]
