"""What the web server loads."""

import logging
import os

from django.core.wsgi import get_wsgi_application

from config.logs import NoPersonalLinks

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# The web server's own log of addresses, which Django does not set up.
logging.getLogger("gunicorn.access").addFilter(NoPersonalLinks())
application = get_wsgi_application()
