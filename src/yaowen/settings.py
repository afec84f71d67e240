"""Django's settings, made of our own table (base/settings.py). Nothing is decided here that the table has."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from yaowen.base.durability import WAITS
from yaowen.base.errors import Misconfigured
from yaowen.base.settings import SECRET_FILE, SQLITE_FILE, Settings, load_settings

YAOWEN: Settings = load_settings(os.environ)

_PACKAGE = Path(__file__).resolve().parent
_LOCAL_NAMES = ["127.0.0.1", "localhost", "[::1]"]


def _secret_key(settings: Settings) -> str:
    """The secret given, or the one kept in the data folder; one for this process alone before it is kept there."""
    if given := settings.text("SECRET_KEY"):
        return given
    try:
        return (settings.data / SECRET_FILE).read_text("ascii")
    except OSError:
        return secrets.token_urlsafe(48)


def _database(settings: Settings) -> dict[str, Any]:
    url = settings.text("DATABASE_URL")
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": settings.data / SQLITE_FILE,
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": f"PRAGMA journal_mode=WAL; {WAITS} PRAGMA cache_size=-16000;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        message = "is not an address of the form postgresql://user:password@host:5432/name"
        raise Misconfigured(message, about="YAOWEN_DATABASE_URL")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


def _mail(settings: Settings) -> dict[str, Any]:
    """Django's mail settings of YAOWEN_MAIL_URL; without it nothing is sent."""
    url = settings.text("MAIL_URL")
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    parts = urlsplit(url)
    if not settings.text("MAIL_FROM"):
        raise Misconfigured("is missing: letters need a sender, like 要闻 <news@example.org>", about="YAOWEN_MAIL_FROM")
    if parts.scheme == "file" and parts.path.startswith("/"):
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": parts.path}
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        message = "is not of the form smtp://user:password@host:587, smtps://user:password@host:465 or file:///folder"
        raise Misconfigured(message, about="YAOWEN_MAIL_URL")
    secure = parts.scheme == "smtps"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if secure else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": secure,
        "EMAIL_USE_TLS": not secure and parts.hostname not in {"127.0.0.1", "localhost"},
        "EMAIL_TIMEOUT": 20,
    }


SECRET_KEY = _secret_key(YAOWEN)
globals().update(_mail(YAOWEN))
DEBUG = False
DATABASES = {"default": _database(YAOWEN)}
ALLOWED_HOSTS = [*_LOCAL_NAMES, *filter(None, [urlsplit(YAOWEN.site_url).hostname]), *YAOWEN.items("ALLOWED_HOSTS")]
CSRF_TRUSTED_ORIGINS = [YAOWEN.site_url]
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "yaowen.base",
    "yaowen.belt",
    "yaowen.collect",
    "yaowen.extract",
    "yaowen.group",
    "yaowen.names",
    "yaowen.rank",
    "yaowen.render",
    "yaowen.staff",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "yaowen.urls"
WSGI_APPLICATION = "yaowen.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "staff" / "templates"],  # its frame stands over Django's
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "/desk/static/"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/desk/"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = YAOWEN.site_url.startswith("https:")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
