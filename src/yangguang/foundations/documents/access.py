"""Who may open a document or a piece of evidence.

Documents do not know cases. The platform that owns a kind of subject registers, at start-up, who may read what belongs
to it; without a rule nobody may.
"""

from collections.abc import Callable
from uuid import UUID

from yangguang.foundations.accounts.actors import Actor
from yangguang.law.refusals import NotFound

from .models import EvidenceFile, OfficialDocument

SubjectRule = Callable[[Actor, str], bool]
EvidenceRule = Callable[[Actor, UUID], bool]

_subject_rules: dict[str, SubjectRule] = {}
_evidence_rules: list[EvidenceRule] = []


def register_subject_access(prefix: str, rule: SubjectRule) -> None:
    """Let ``rule(actor, subject)`` say who may read the documents of subjects that begin with ``prefix`` (``case:``)."""
    if prefix in _subject_rules:
        raise ValueError(f"the documents of {prefix!r} have an access rule already")
    _subject_rules[prefix] = rule


def register_evidence_access(rule: EvidenceRule) -> None:
    """Let ``rule(actor, file_id)`` open evidence to others than its owner; one rule that agrees is enough."""
    _evidence_rules.append(rule)


def may_read(actor: Actor, subject: str) -> bool:
    """Whether a registered rule opens the documents of ``subject`` to ``actor``."""
    return any(subject.startswith(prefix) and rule(actor, subject) for prefix, rule in _subject_rules.items())


def verified_document(verification_code: str) -> OfficialDocument:
    """The document behind a QR code; raises `NotFound`. Small letters are read as capitals.

    To hold the code is permission enough for what `queries.public_facts` shows, and for no more.
    """
    code = verification_code.strip().upper()
    document = OfficialDocument.objects.filter(verification_code=code).select_related("body").first()
    if document is None:
        raise NotFound
    return document


def document_for(actor: Actor, verification_code: str) -> OfficialDocument:
    """The document, for those it concerns and the officers of its matter; anybody else gets `NotFound`."""
    document = verified_document(verification_code)
    if not may_read(actor, document.subject):
        raise NotFound
    return document


def evidence_for(actor: Actor, file_id: UUID) -> EvidenceFile:
    """The evidence file, for its owner and whom a registered rule lets in; anybody else gets `NotFound`."""
    file = EvidenceFile.objects.filter(pk=file_id).first()
    if file is None or not (
        file.owner_id == actor.account_id or any(rule(actor, file_id) for rule in _evidence_rules)
    ):
        raise NotFound
    return file
