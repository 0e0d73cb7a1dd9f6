"""Keys by which equal names and addresses are found, filled for the rows there are.

The way back drops the columns. Of locations with one address the oldest gets the key.
"""

import django.contrib.postgres.fields
from django.db import migrations, models

NAMES = """
update customers_customer set name_key = coalesce((
  select string_agg(word, ' ' order by word collate "C")
  from regexp_split_to_table(lower(name), '\\W+') as word where word <> ''), '')
"""
ADDRESSES = """
with keyed as (
  select id, tenant_id, created_at,
         (select string_agg(trim(regexp_replace(lower(part), '\\W+', ' ', 'g')), '|' order by place)
          from unnest(array[street, unit, city, region, postcode]) with ordinality as p(part, place)
         ) as key
  from customers_servicelocation
), first as (
  select distinct on (tenant_id, key) id, left(key, 460) as key
  from keyed order by tenant_id, key, created_at, id
)
update customers_servicelocation as place set address_key = first.key
from first where place.id = first.id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0001_initial"),
        ("tenants", "0002_platform_functions"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="contact",
            options={"ordering": ("-preferred", "created_at", "id")},
        ),
        migrations.AddField(
            model_name="contact",
            name="preferred",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="customer",
            name="name_key",
            field=models.CharField(db_default="", editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name="discount",
            name="combines",
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name="plan",
            name="areas",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="servicelocation",
            name="address_key",
            field=models.CharField(db_default="", editable=False, max_length=460),
        ),
        migrations.RunSQL(NAMES, migrations.RunSQL.noop),
        migrations.RunSQL(ADDRESSES, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(fields=["tenant", "name_key"], name="customer_by_name_key"),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.UniqueConstraint(
                condition=models.Q(("preferred", True)),
                fields=("tenant", "customer"),
                name="contact_preferred_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="servicelocation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("address_key", ""), _negated=True),
                fields=("tenant", "address_key"),
                name="service_location_address_once",
            ),
        ),
    ]
