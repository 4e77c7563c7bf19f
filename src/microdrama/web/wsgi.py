"""The WSGI application that the server's workers load."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from microdrama.platform.lasting import look_after_connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "microdrama.platform.settings")
application = get_wsgi_application()
look_after_connections()
