# stands at: src/guywire/domains/billing/utils.py
LIMIT = 3
