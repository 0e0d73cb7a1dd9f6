"""The web application as a server runs it."""

import os

from django.core.wsgi import get_wsgi_application

from .warming import begin_warming

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guywire.config.settings")
application = get_wsgi_application()
begin_warming()
