"""Every address of the site. Each view declares who may open it; tests/architecture walks this list."""

from django.urls import include, path

from . import sitemap

urlpatterns = [
    path("sitemap.xml", sitemap.index, name="sitemap"),
    path("sitemap-<slug:part>.xml", sitemap.part, name="sitemap_part"),
    path("robots.txt", sitemap.robots, name="robots"),
    path("", include("yangguang.platforms.service_portal.urls")),
    path("", include("yangguang.foundations.web.urls")),
    path("account/", include("yangguang.foundations.web.account_urls")),
    path("documents/", include("yangguang.foundations.web.document_urls")),
    path("deadline/", include("yangguang.foundations.calculator.urls")),
    path("guide/", include("yangguang.platforms.power_library.urls")),
    path("queue/", include("yangguang.platforms.power_operation.queue_urls")),
    path("licences/", include("yangguang.platforms.power_operation.licence_urls")),
    path("work/", include("yangguang.platforms.power_operation.urls")),
    path("legality/", include("yangguang.platforms.legality_supervision.urls")),
    path("supervision/", include("yangguang.platforms.electronic_supervision.urls")),
    path("open/", include("yangguang.reporting.disclosure.urls")),
    path("figures/", include("yangguang.reporting.statistics.urls")),
    path("api/v1/", include("yangguang.site.api_urls")),
]

handler400 = "yangguang.foundations.web.error_views.bad_request"
handler403 = "yangguang.foundations.web.error_views.forbidden"
handler404 = "yangguang.foundations.web.error_views.not_found"
handler500 = "yangguang.foundations.web.error_views.server_error"
