"""Long runs are one piece of the kit: every one has lanes."""

from django.db import migrations, models

import guywire.kit.tenancy.rules


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0009_link_plans"),
        ("tenants", "0005_own_search_path"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="calibration",
            name="network_calibration_audit",
        ),
        migrations.RemoveConstraint(
            model_name="coveragestudy",
            name="network_study_counts",
        ),
        migrations.RemoveConstraint(
            model_name="coveragestudy",
            name="network_coveragestudy_audit",
        ),
        migrations.RemoveConstraint(
            model_name="qualificationrun",
            name="network_qualificationrun_audit",
        ),
        migrations.RemoveConstraint(
            model_name="terrainfetch",
            name="network_terrainfetch_audit",
        ),
        migrations.RemoveField(
            model_name="calibration",
            name="after",
        ),
        migrations.RenameField("coveragestudy", "cell_count", "row_count"),
        migrations.RemoveField(
            model_name="coveragestudy",
            name="share",
        ),
        migrations.RemoveField(
            model_name="coveragestudy",
            name="turn",
        ),
        migrations.AddField(
            model_name="calibration",
            name="lanes",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="coveragestudy",
            name="lanes",
            field=models.JSONField(default=list),
        ),
        migrations.AlterField(
            model_name="coveragestudy",
            name="row_count",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="qualificationrun",
            name="lanes",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="terrainfetch",
            name="done_count",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="terrainfetch",
            name="lanes",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="terrainfetch",
            name="row_count",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="terrainfetch",
            name="started_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="calibration",
            name="row_count",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="qualificationrun",
            name="row_count",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="terrainfetch",
            name="state",
            field=models.CharField(
                choices=[
                    ("queued", "Queued"),
                    ("running", "Running"),
                    ("finished", "Finished"),
                    ("cancelled", "Cancelled"),
                    ("failed", "Failed"),
                ],
                default="queued",
                max_length=9,
            ),
        ),
        migrations.AddConstraint(
            model_name="calibration",
            constraint=guywire.kit.tenancy.rules.AuditTrail(
                hidden=(),
                name="network_calibration_audit",
                silent=("done_count", "lanes", "skipped_count"),
            ),
        ),
        migrations.AddConstraint(
            model_name="coveragestudy",
            constraint=models.CheckConstraint(
                condition=models.Q(("done_count__lte", models.F("row_count"))),
                name="network_study_counts",
            ),
        ),
        migrations.AddConstraint(
            model_name="coveragestudy",
            constraint=guywire.kit.tenancy.rules.AuditTrail(
                hidden=(),
                name="network_coveragestudy_audit",
                silent=("done_count", "lanes", "disk_bytes"),
            ),
        ),
        migrations.AddConstraint(
            model_name="qualificationrun",
            constraint=guywire.kit.tenancy.rules.AuditTrail(
                hidden=(),
                name="network_qualificationrun_audit",
                silent=("done_count", "lanes", "served_count", "bad_count"),
            ),
        ),
        migrations.AddConstraint(
            model_name="terrainfetch",
            constraint=guywire.kit.tenancy.rules.AuditTrail(
                hidden=(), name="network_terrainfetch_audit", silent=("done_count", "lanes")
            ),
        ),
    ]
