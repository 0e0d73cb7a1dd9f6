from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0010_runs"),
    ]

    operations = [
        migrations.AddField(
            model_name="coveragestudy",
            name="environment",
            field=models.CharField(
                blank=True,
                choices=[("urban", "Urban"), ("suburban", "Suburban"), ("open", "Open")],
                default="",
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="coveragestudy",
            name="model",
            field=models.CharField(
                choices=[
                    ("itm", "ITM (Longley-Rice)"),
                    ("itm-exact", "ITM, every path by itself"),
                    ("p1812", "ITU-R P.1812"),
                    ("hata", "Extended Hata"),
                    ("umi", "3GPP UMi street canyon"),
                    ("uma", "3GPP UMa"),
                    ("rma", "3GPP RMa"),
                    ("free-space", "Free space"),
                    ("line-of-sight", "Line of sight"),
                ],
                default="itm",
                max_length=13,
            ),
        ),
    ]
