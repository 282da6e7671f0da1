"""Files that came with a form."""

from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Upload:
    """``name`` as the sender's device had it; ``content`` unchecked."""

    name: str
    content: bytes


def uploads_of(request: HttpRequest) -> dict[str, Upload]:
    """The files of a request by the name of their input; inputs left empty are not in it."""
    return {
        key: Upload(upload.name or key, upload.read())
        for key, upload in request.FILES.items()
        if isinstance(upload, UploadedFile)
    }
