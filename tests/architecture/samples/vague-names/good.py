# stands at: src/guywire/domains/billing/proration.py
LIMIT = 3
