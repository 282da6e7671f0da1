"""Checking an official document by its code, and downloading documents and evidence by those they concern."""

import json
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yangguang.foundations.documents import queries, services
from yangguang.law.refusals import NotFound

from .access_rules import open_to_public, open_to_signed_in
from .page_requests import OfficerRequest, PageRequest
from .rate_limits import limited


@open_to_public
@limited("check_document", limit=60, per_seconds=60)
@require_safe
def check(request: PageRequest) -> HttpResponse:
    """Type the code of a paper document; the answer is the same page that the QR code opens."""
    typed = "".join(request.GET.get("code", "").split())
    unknown = ""
    if typed:
        try:
            found = queries.verified_document(typed)
            return redirect("documents:document", verification_code=found.verification_code)
        except NotFound:
            unknown = _(
                "没有这个核验码的文书。请对照文书重新输入；仍查不到的，请向文书上的机关核实，谨防伪造。"
            )
    return render(
        request, "documents/check.html", {"typed": typed, "unknown": unknown}, status=404 if unknown else 200
    )


@open_to_public
@limited("check_document", limit=60, per_seconds=60)
@never_cache
@require_safe
def document(request: PageRequest, verification_code: str) -> HttpResponse:
    """What the public may compare a document with; whoever it concerns finds the download here."""
    facts = queries.public_facts(verification_code, at=request.now)
    readable = request.actor is not None and queries.may_read(request.actor, facts.document.subject)
    return render(request, "documents/document.html", {"facts": facts, "readable": readable})


@open_to_signed_in
@limited("download_document", limit=120, per_seconds=60)
@never_cache
@require_safe
def pdf(request: OfficerRequest, verification_code: str) -> HttpResponse:
    """The document itself, for those it concerns and the officers of its matter."""
    found, drawn = queries.drawn_document(request.actor, verification_code)
    return _file(drawn, "application/pdf", f"{found.number}.pdf")


@open_to_signed_in
@limited("download_document", limit=120, per_seconds=60)
@never_cache
@require_safe
def signed(request: OfficerRequest, verification_code: str) -> HttpResponse:
    """What the document says, with its detached signatures: `yangguang verify-document` checks it without a network."""
    found = queries.readable_document(request.actor, verification_code)
    file = services.signed_document(found, at=request.now)
    return _json(file, f"{found.number}.json")


@open_to_public
@require_safe
def keys(_request: PageRequest) -> HttpResponse:
    """The public keys that documents of this installation are signed with; to be kept by whoever checks them."""
    return _json({"keys": [key.as_json() for key in queries.public_keys()]}, "keys.json")


def _json(value: object, name: str) -> HttpResponse:
    written = json.dumps(value, ensure_ascii=False, indent=1).encode()
    headers = {"Content-Disposition": content_disposition_header(True, name)}
    return HttpResponse(written, content_type="application/json", headers=headers)


@open_to_signed_in
@limited("download_evidence", limit=240, per_seconds=60)
@never_cache
@require_safe
def evidence(request: OfficerRequest, file_id: UUID) -> HttpResponse:
    """A file that somebody handed in, for its owner and the officers of its matter."""
    found, data = queries.evidence_content(request.actor, file_id)
    return _file(data, found.content_type, found.name)


def _file(data: bytes, content_type: str, name: str) -> HttpResponse:
    """Shown in the browser under its own type, which is one of three that cannot carry a script of this site."""
    headers = {"Content-Disposition": content_disposition_header(False, name)}
    return HttpResponse(data, content_type=content_type, headers=headers)
