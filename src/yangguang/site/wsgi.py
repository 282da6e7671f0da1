import os

from django.core.wsgi import get_wsgi_application

from .lifeline import follow_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yangguang.site.settings")
follow_parent()
application = get_wsgi_application()
