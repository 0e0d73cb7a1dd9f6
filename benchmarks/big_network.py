"""A network of 20,000 objects on the demo's real terrain, written by SQL for measuring."""

from django.db import connection

from guywire.kit.tenancy import in_tenant

SITES, SECTORS, LINKS, CUSTOMERS = 1_000, 3_000, 999, 15_001

STATEMENTS = (
    """
create temporary table bench_spot on commit drop as
select n, gen_random_uuid() as id,
       44.15 + 0.7 * (((n::bigint * 7919) %% 100003) / 100003.0) as latitude,
       -71.85 + 0.7 * (((n::bigint * 104729) %% 99991) / 99991.0) as longitude
  from generate_series(1, %(sites)s) n
""",
    """
insert into network_site (id, tenant_id, name, types, status, latitude, longitude, address,
  structure, owner, asr_number, fcc_id, access_instructions, access_hours, gate_code,
  safety_notes, tags, notes, valid_from, created_at, updated_at)
select id, %(tenant)s, 'Site ' || lpad(n::text, 4, '0'), array['tower'],
       (array['active','active','active','planned','maintenance'])[1 + n %% 5],
       latitude, longitude, '', '', '', '', '', '', '', '', '', '{}', '', now(), now(), now()
  from bench_spot
""",
    """
insert into network_sector (id, tenant_id, site_id, name, technology, status, band,
  center_frequency_mhz, bandwidth_mhz, azimuth_deg, beamwidth_deg, vertical_beamwidth_deg,
  mechanical_tilt_deg, electrical_tilt_deg, height_m, eirp_dbm, antenna_model, front_to_back_db,
  receiver_gain_dbi, receive_threshold_dbm, max_range_m, notes, valid_from, created_at, updated_at)
select gen_random_uuid(), %(tenant)s, id, 'S' || side, 'cbrs',
       case n %% 4 when 0 then 'planned' else 'on-air' end, '', 3560, 20, side * 120, 65, 7, 0, 2,
       30, 47, '', 25, 0, -90, 2000 + (n %% 5) * 1000, '', now(), now(), now()
  from bench_spot cross join generate_series(0, 2) side
""",
    """
insert into network_backhaullink (id, tenant_id, name, kind, status, site_a_id, site_b_id,
  is_upstream, call_sign, licence_holder, licence_status, licence_file_number,
  emission_designator, provider, circuit_id, handoff, connector, demarcation, notes, valid_from,
  created_at, updated_at)
select gen_random_uuid(), %(tenant)s, 'Hop ' || a.n,
       (array['licensed','unlicensed','fiber'])[1 + a.n %% 3], 'active', a.id, b.id, false,
       '', '', '', '', '', '', '', '', '', '', '', now(), now(), now()
  from bench_spot a cross join lateral
       (select id from bench_spot o where o.n < a.n
         order by (o.latitude - a.latitude) ^ 2 + (o.longitude - a.longitude) ^ 2 limit 1) b
""",
    """
create temporary table bench_home on commit drop as
select h as n, gen_random_uuid() as customer_id, gen_random_uuid() as location_id,
       s.latitude + 0.03 * sin(h) * ((h %% 97) / 97.0) as latitude,
       s.longitude + 0.04 * cos(h) * ((h %% 89) / 89.0) as longitude
  from generate_series(1, %(customers)s) h join bench_spot s on s.n = 1 + h %% %(sites)s
""",
    """
insert into customers_customer (id, tenant_id, number, kind, first_name, last_name, company_name,
  name, state, email, phone, phone_digits, language, tags, source, campaign, search_text,
  created_at, updated_at)
select customer_id, %(tenant)s, 'MAP-' || n, 'person', 'Ada', 'Lodge ' || n, '',
       'Ada Lodge ' || n, 'active', '', '', '', 'en', '{}', 'web', '', 'ada lodge ' || n,
       now(), now() from bench_home
""",
    """
insert into customers_servicelocation (id, tenant_id, street, unit, city, region, postcode,
  country, latitude, longitude, directions, gate_code, parking, address, created_at, updated_at)
select location_id, %(tenant)s, n || ' Mill Road', '', 'Bethlehem', 'NH', '', 'US', latitude,
       longitude, '', '', '', n || ' Mill Road, Bethlehem', now(), now() from bench_home
""",
    """
insert into customers_service (id, tenant_id, number, state, reason, customer_id, location_id,
  plan_version_id, price, currency, charging_percent, access, contract_months, quoted_on,
  activated_on, notes, created_at, updated_at)
select gen_random_uuid(), %(tenant)s, 'SVC-' || n,
       (array['active','active','active','active','suspended','scheduled'])[1 + n %% 6], '',
       customer_id, location_id, (select id from customers_planversion limit 1), 50, 'USD', 100,
       n %% 6 < 4, 0, '2026-01-01', '2026-01-05', '', now(), now() from bench_home
""",
)
TABLES = (
    *("network_site", "network_sector", "network_backhaullink", "customers_customer"),
    *("customers_servicelocation", "customers_service"),
)


def build(tenant_id: str) -> int:
    """Write the network into a tenant that has a plan; how many objects the map then has."""
    counts = {"tenant": tenant_id, "sites": SITES, "customers": CUSTOMERS}
    with in_tenant(tenant_id, actor="bench"), connection.cursor() as cursor:
        for statement in STATEMENTS:
            cursor.execute(statement, counts)
    return SITES + SECTORS + LINKS + CUSTOMERS
