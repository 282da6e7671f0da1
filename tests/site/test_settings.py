"""The settings that guard people: read in a process of their own, as behind a TLS proxy."""

import json
import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

SOURCE = Path(__file__).parents[2] / "src"
ASK = """
import json, django
django.setup()
from django.conf import settings
from django.core.checks import run_checks
from django.http import HttpResponse
from django.middleware.security import SecurityMiddleware
from django.test import RequestFactory
guard = SecurityMiddleware(lambda request: HttpResponse("page"))
plain = guard(RequestFactory().get("/", headers={"host": "a.example"}))
proxied = guard(RequestFactory().get("/", headers={"host": "a.example", "x-forwarded-proto": "https"}))
print(json.dumps({
    "concerns": [str(concern) for concern in run_checks(include_deployment_checks=True) if not concern.is_silenced()],
    "cookies": [settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY],
    "plain": [plain.status_code, plain.get("Location")],
    "proxied": [proxied.status_code, proxied.get("Strict-Transport-Security")],
}))
"""


def test_behind_tls_everything_is_closed_and_no_request_is_sent_in_circles(tmp_path: Path) -> None:
    environment = {
        "PYTHONPATH": str(SOURCE),
        "DJANGO_SETTINGS_MODULE": "yangguang.site.settings",
        "YANGGUANG_VAR": str(tmp_path),
        "YANGGUANG_HTTPS": "1",
        "YANGGUANG_HOSTS": "a.example",
    }
    told = subprocess.check_output([sys.executable, "-c", ASK], env={**os.environ, **environment}, text=True)
    assert json.loads(told) == {
        "concerns": [],
        "cookies": [True, True, True],
        "plain": [301, "https://a.example/"],
        "proxied": [200, "max-age=31536000; includeSubDomains"],
    }


def test_no_source_is_trusted_but_our_own() -> None:
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert directives["default-src"] == ["'none'"]
    assert directives["script-src"] == directives["style-src"] == ["'self'"]
    allowed = {source for sources in directives.values() for source in sources}
    assert allowed == {"'none'", "'self'", "data:"}
