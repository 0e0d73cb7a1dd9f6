"""The domains of the house, lowest first; settings, urls and the API are assembled from this."""

DOMAINS = ("tenants", "network", "customers", "billing")
