"""Settings of the whole site. What differs between installations comes from the environment (see docs/operations.md)."""

import os
from importlib.util import find_spec

from django.utils.translation import gettext_lazy as _

from .database import connection_settings
from .places import PACKAGE, var_folder
from .secrets import secret, sm2_key_pair

VAR = var_folder()

DEBUG = os.environ.get("YANGGUANG_DEBUG") == "1"
SECRET_KEY = secret("django")
# Plain HTTP is for loopback trials only; behind TLS set YANGGUANG_HTTPS=1 and cookies travel encrypted or not at all.
HTTPS = os.environ.get("YANGGUANG_HTTPS") == "1"
ALLOWED_HOSTS = os.environ.get("YANGGUANG_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if HTTPS]
PUBLIC_ADDRESS = os.environ.get("YANGGUANG_ADDRESS", "http://localhost:8000")  # printed in QR codes

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "django_htmx",
    "procrastinate.contrib.django",
    "yangguang.foundations.ledger",
    "yangguang.foundations.jobs",
    "yangguang.foundations.organisations",
    "yangguang.foundations.calendars",
    "yangguang.foundations.accounts",
    "yangguang.foundations.documents",
    "yangguang.foundations.notices",
    "yangguang.foundations.web",
    "yangguang.foundations.api",
    "yangguang.foundations.calculator",
    "yangguang.platforms.power_library",
    "yangguang.platforms.power_operation",
    "yangguang.platforms.legality_supervision",
    "yangguang.platforms.electronic_supervision",
    "yangguang.platforms.service_portal",
    "yangguang.reporting.disclosure",
    "yangguang.reporting.statistics",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "yangguang.foundations.web.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "yangguang.foundations.web.middleware.ActorMiddleware",
]

ROOT_URLCONF = "yangguang.site.urls"
WSGI_APPLICATION = "yangguang.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "yangguang.foundations.web.context.page",
            ],
            "builtins": ["yangguang.foundations.web.templatetags.yangguang"],
        },
    }
]

DATABASES = {"default": connection_settings()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Account"
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "web:after_sign_in"
LOGOUT_REDIRECT_URL = "portal:home"
PASSWORD_HASHERS = [
    "yangguang.foundations.accounts.password_hashing.Argon2id",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",  # kept before; hashed anew when the owner signs in
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("中文")), ("en", _("英文"))]
LOCALE_PATHS = [PACKAGE / "site" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
_bootstrap = find_spec("bootstrap")
STATICFILES_DIRS = [
    ("bootstrap", path) for path in (_bootstrap.submodule_search_locations or [] if _bootstrap else [])
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
CSRF_FAILURE_VIEW = "yangguang.foundations.web.error_views.csrf_failed"
# How many proxies of our own stand before us: the client's address is read that many steps from the right of the
# forwarding header, and the header is not believed at all when there are none.
PROXY_HOPS = int(os.environ.get("YANGGUANG_PROXIES", "0"))

MEDIA_ROOT = VAR / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # an item of fifty materials and as many questions, in the editor
EVIDENCE_MAX_BYTES = 10 * 1024 * 1024
EVIDENCE_SCANNER = os.environ.get("YANGGUANG_EVIDENCE_SCANNER", "")  # dotted path of bytes -> finding or None

# Ed25519 private key of the ledger's checkpoints, 32 bytes in hex, and the name under which they are published.
LEDGER_SIGNING_KEY = secret("ledger", size=32)
DOCUMENT_ED25519_KEY = secret("documents_ed25519", size=32)
DOCUMENT_SM2_KEY = secret("documents_sm2", make=sm2_key_pair)
# Where fees are paid: the address of a provider that speaks the signed JSON of power_operation.payments; empty = none.
PAYMENT_PROVIDER = os.environ.get("YANGGUANG_PAYMENTS", "")
PAYMENT_SECRET = secret("payments")
LEDGER_ORIGIN = os.environ.get("YANGGUANG_LEDGER_ORIGIN", "yangguang.hubei/ledger")

SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
# We speak plain HTTP to the proxy that ends TLS; without its word every request would be sent to itself again.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SILENCED_SYSTEM_CHECKS = [
    "security.W021"
]  # the browsers' preload list is for the owner of the whole domain to ask for
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],  # Bootstrap draws its form marks as data images
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "manifest-src": ["'self'"],
    }
}

# Whoever reads the logs must not learn who applied for what: no bodies, no names, no query strings.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("YANGGUANG_LOG", "WARNING")},
}
