"""Drafts belong to the account that began them; cases to the applicant or the agent who acts for him."""

from uuid import UUID

from django.db.models import QuerySet

from yangguang.foundations.accounts.actors import Actor
from yangguang.law.refusals import NotFound

from .models import ApplicationDraft


def drafts_of(actor: Actor) -> QuerySet[ApplicationDraft]:
    """Open drafts, newest first."""
    return (
        ApplicationDraft.objects.filter(account_id=actor.account_id, case__isnull=True)
        .select_related("entry__body", "item_version")
        .order_by("-saved_at")
    )


def draft_to_work_on(actor: Actor, draft_id: UUID) -> ApplicationDraft:
    draft = (
        ApplicationDraft.objects.filter(account_id=actor.account_id, pk=draft_id)
        .select_related("entry__body", "entry__division", "item_version", "case")
        .first()
    )
    if draft is None:
        raise NotFound
    return draft
