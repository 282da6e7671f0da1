"""The small site with the pages of documents."""

from django.urls import include, path

from .small_site import handler400, handler403, handler404, handler500
from .small_site import urlpatterns as small

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [
    *small,
    path("documents/", include("yangguang.foundations.web.document_urls")),
    path("licences/", include("yangguang.platforms.power_operation.licence_urls")),
]
