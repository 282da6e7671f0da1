"""Files made for one person to take away."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def private_download(content: bytes, *, name: str, media_type: str) -> HttpResponse:
    """The file under ``name``; no cache on the way keeps it."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-store"
    return response
