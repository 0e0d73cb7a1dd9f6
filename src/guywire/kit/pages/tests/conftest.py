"""These tests need no database: outside the project's own settings they bring the few they need."""

import django
from django.conf import settings

if not settings.configured:
    settings.configure(LANGUAGE_CODE="en", USE_TZ=True, TIME_ZONE="UTC", STATIC_URL="/static/")
    django.setup()
