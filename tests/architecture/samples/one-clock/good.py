# stands at: src/guywire/domains/billing/services.py
from datetime import datetime

from guywire.kit import clock

now = clock.now()
then = datetime.fromisoformat("2026-01-01T00:00:00+00:00")
