"""Reads of messages and service records."""

from django.db.models import QuerySet

from .models import Message, ServiceRecord


def unread_count(account_id: int) -> int:
    """How many messages of an account have not been opened."""
    return Message.objects.filter(account_id=account_id, read_at__isnull=True).count()


def messages_for(account_id: int) -> QuerySet[Message]:
    """The messages of an account, newest first, for a paged list."""
    return Message.objects.filter(account_id=account_id).order_by("-sent_at", "-pk")


def services_of(subject: str) -> list[ServiceRecord]:
    """How the documents of a ledger stream were served, in the order of service."""
    found = ServiceRecord.objects.filter(document__subject=subject).select_related("document")
    return list(found.order_by("served_at", "pk"))
