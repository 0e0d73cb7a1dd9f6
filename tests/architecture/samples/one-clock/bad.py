# stands at: src/guywire/domains/billing/services.py
from datetime import date, datetime

from django.utils import timezone

now = datetime.now()  # BREACH
utc = datetime.utcnow()  # BREACH
today = date.today()  # BREACH
default = timezone.now  # BREACH
