"""The whole file of a case for officers to take away: bound as one PDF, or with everything apart in a ZIP."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from yangguang.foundations.web.access_rules import open_to
from yangguang.foundations.web.downloads import private_download
from yangguang.foundations.web.page_requests import OfficerRequest
from yangguang.foundations.web.rate_limits import limited

from . import queries
from .archive import archive_pdf, archive_zip
from .roles import READING_ROLES


@open_to(*READING_ROLES)
@limited("archive", limit=20, per_seconds=60)
@require_safe
def case_pdf(request: OfficerRequest, number: str) -> HttpResponse:
    content = archive_pdf(_file(request, number), actor=request.actor, at=request.now)
    return private_download(content, name=f"{number}.pdf", media_type="application/pdf")


@open_to(*READING_ROLES)
@limited("archive", limit=20, per_seconds=60)
@require_safe
def case_zip(request: OfficerRequest, number: str) -> HttpResponse:
    content = archive_zip(_file(request, number), actor=request.actor, at=request.now)
    return private_download(content, name=f"{number}.zip", media_type="application/zip")


def _file(request: OfficerRequest, number: str) -> queries.CaseFile:
    return queries.case_file(queries.case_to_read(request.actor, number), at=request.now)
