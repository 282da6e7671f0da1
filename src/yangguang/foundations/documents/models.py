"""Evidence that people hand in, and official documents (文书) that the authorities issue."""

import uuid

from django.db import models

from .kinds import DocumentKind


class EvidenceFile(models.Model):
    """材料文件: an uploaded file, kept by the hash of its bytes; its type is what its content shows."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    owner = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="files")
    uploaded_at = models.DateTimeField()


class NumberSeries(models.Model):
    """文号: one running series per issuing body, kind of document and year."""

    body = models.ForeignKey("organisations.Body", on_delete=models.PROTECT)
    kind = models.CharField(max_length=30, choices=DocumentKind.choices)
    year = models.PositiveSmallIntegerField()
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(name="one_number_series", fields=["body", "kind", "year"])]


class OfficialDocument(models.Model):
    """文书: the facts of one official document. The PDF is drawn from them and is the same bytes every time.

    ``subject`` is the ledger stream it belongs to (``case:4711``). ``number`` is unique within its body: two townships of
    one name both begin at 1. ``verification_code`` opens the public page behind the QR code.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=30, choices=DocumentKind.choices)
    number = models.CharField(max_length=80)
    body = models.ForeignKey("organisations.Body", on_delete=models.PROTECT, related_name="documents")
    subject = models.CharField(max_length=60)
    addressee = models.CharField(max_length=120)
    facts = models.JSONField()
    facts_sha256 = models.CharField(max_length=64)
    template_version = models.CharField(max_length=20)
    verification_code = models.CharField(max_length=24, unique=True)
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="one_number_per_body", fields=["number", "body"])]
        indexes = [models.Index(fields=["subject", "issued_at"], name="document_by_subject")]

    def __str__(self) -> str:
        return self.number


class DocumentSignature(models.Model):
    """签名: a detached signature over a document's statement (`documents.signing`); made once, when first wanted."""

    document = models.ForeignKey(OfficialDocument, on_delete=models.PROTECT, related_name="signatures")
    algorithm = models.CharField(max_length=20)
    key_id = models.CharField(max_length=16)
    value = models.BinaryField()
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_signature_per_key", fields=["document", "algorithm", "key_id"])
        ]
