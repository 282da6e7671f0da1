from django.urls import path

from . import document_views

app_name = "documents"
urlpatterns = [
    path("", document_views.check, name="check"),
    path("keys.json", document_views.keys, name="keys"),
    path("evidence/<uuid:file_id>/", document_views.evidence, name="evidence"),
    path("<str:verification_code>/", document_views.document, name="document"),
    path("<str:verification_code>/document.pdf", document_views.pdf, name="pdf"),
    path("<str:verification_code>/signed.json", document_views.signed, name="signed"),
]
