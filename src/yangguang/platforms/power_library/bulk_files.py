"""Files on their way in: kept between the dry run and the import, for whoever brought them, for a day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import uuid4

from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from yangguang.law.refusals import NotFound

FOLDER = "bulk"
KEPT = timedelta(days=1)
SALT = "yangguang.bulk"


@dataclass(frozen=True, slots=True)
class BulkFile:
    """A table, and the day from which its terms are to hold."""

    content: bytes
    from_date: date


def keep(file: BulkFile, *, account_id: int) -> str:
    """Keep a file; the key returned opens it for this account alone."""
    name = f"{uuid4().hex}.table"
    default_storage.save(f"{FOLDER}/{name}", ContentFile(file.content))
    return signing.dumps([name, account_id, file.from_date.isoformat()], salt=SALT)


def kept(key: str, *, account_id: int) -> BulkFile:
    """The file behind a key. Raises `NotFound` for a key of another account and once it was cleared away."""
    path, from_date = _opened(key, account_id)
    try:
        with default_storage.open(path) as file:
            return BulkFile(file.read(), from_date)
    except FileNotFoundError as error:
        raise NotFound from error


def drop(key: str, *, account_id: int) -> None:
    """It was imported."""
    default_storage.delete(_opened(key, account_id)[0])


def clear_old(at: datetime) -> int:
    """Delete what was brought more than a day before ``at``; returns how many."""
    if not default_storage.exists(FOLDER):
        return 0
    _folders, names = default_storage.listdir(FOLDER)
    old = [name for name in names if default_storage.get_modified_time(f"{FOLDER}/{name}") < at - KEPT]
    for name in old:
        default_storage.delete(f"{FOLDER}/{name}")
    return len(old)


def _opened(key: str, account_id: int) -> tuple[str, date]:
    try:
        name, owner, day = signing.loads(key, salt=SALT, max_age=KEPT)
    except signing.BadSignature as error:
        raise NotFound from error
    if owner != account_id:
        raise NotFound
    return f"{FOLDER}/{name}", date.fromisoformat(day)
