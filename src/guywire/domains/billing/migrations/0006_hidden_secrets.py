from django.db import migrations

import guywire.kit.tenancy.rules


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0005_taken_back"),
        ("tenants", "0005_own_search_path"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="gatewayaccount",
            name="billing_gatewayaccount_audit",
        ),
        migrations.AddConstraint(
            model_name="gatewayaccount",
            constraint=guywire.kit.tenancy.rules.AuditTrail(
                hidden=("secret", "webhook_secret"),
                name="billing_gatewayaccount_audit",
                silent=("told_until", "updated_at"),
            ),
        ),
    ]
