"""Pages of the tenants domain, split by noun."""
