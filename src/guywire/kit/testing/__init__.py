"""What tests stand on: a real PostgreSQL, the application's role, tenants, people and doors."""
