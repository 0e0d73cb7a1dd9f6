# stands at: src/guywire/domains/billing/services.py
LIMIT = 3  # TODO(#12): a setting a tenant
TEXT = "TODO"
