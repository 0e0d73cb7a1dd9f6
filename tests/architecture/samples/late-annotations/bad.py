# stands at: src/guywire/domains/billing/inputs.py
from __future__ import annotations  # BREACH
