"""Lines and answers of a qualified file are kept by the part, as CSV: no row a line any more.

What qualifications of before this migration still had to answer, and their answers, go: no release
has had them. Hence there is no way back for rows.
"""

from django.db import migrations, models

import guywire.kit.tenancy.rules


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0011_coverage_models"),
        ("tenants", "0005_own_search_path"),
    ]

    operations = [
        migrations.RunSQL("delete from network_qualificationpart", migrations.RunSQL.noop),
        migrations.DeleteModel(name="QualificationRow"),
        migrations.RemoveConstraint(
            model_name="qualificationpart", name="network_qualification_part"
        ),
        migrations.RenameField("qualificationpart", "first_line", "number"),
        migrations.RemoveField(model_name="qualificationpart", name="lines"),
        migrations.AddField(
            model_name="qualificationpart",
            name="lines",
            field=models.TextField(default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="qualificationpart",
            name="row_count",
            field=models.PositiveIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="qualificationpart",
            name="answers",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="qualificationpart",
            name="bad_lines",
            field=models.JSONField(default=list),
        ),
        migrations.AddConstraint(
            model_name="qualificationpart",
            constraint=models.UniqueConstraint(
                fields=("tenant", "run", "number"), name="network_qualification_part"
            ),
        ),
        migrations.RemoveConstraint(
            model_name="qualificationrun", name="network_qualificationrun_audit"
        ),
        migrations.AddField(
            model_name="qualificationrun",
            name="unknown_count",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddConstraint(
            model_name="qualificationrun",
            constraint=guywire.kit.tenancy.rules.AuditTrail(
                hidden=(),
                name="network_qualificationrun_audit",
                silent=("done_count", "lanes", "served_count", "bad_count", "unknown_count"),
            ),
        ),
    ]
