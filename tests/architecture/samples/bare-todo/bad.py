# stands at: src/guywire/domains/billing/services.py
LIMIT = 3  # TODO: make it a setting (BREACH)
