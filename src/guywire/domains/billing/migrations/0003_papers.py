from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0002_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="billingsettings",
            name="bic",
            field=models.CharField(blank=True, default="", max_length=11, verbose_name="BIC"),
        ),
        migrations.AddField(
            model_name="billingsettings",
            name="iban",
            field=models.CharField(blank=True, default="", max_length=34, verbose_name="IBAN"),
        ),
    ]
