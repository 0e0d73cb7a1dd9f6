"""Django's settings, all from one frozen ``Env``; no second place decides anything."""

from base64 import urlsafe_b64encode
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

from .domains import DOMAINS
from .env import database_settings, env

ENV = env()
PACKAGE = Path(__file__).resolve().parent.parent

GUYWIRE_MASTER_KEYS = ENV.secret_keys
GUYWIRE_BASE_URL = ENV.base_url
SECRET_KEY, *SECRET_KEY_FALLBACKS = [
    urlsafe_b64encode(key.derive("django")).decode() for key in ENV.secret_keys
]
DEBUG = ENV.debug
ALLOWED_HOSTS = [*ENV.allowed_hosts, "127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [ENV.base_url]
ROOT_URLCONF = "guywire.config.urls"
WSGI_APPLICATION = "guywire.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "guywire.kit.tenancy.apps.TenancyConfig",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "procrastinate.contrib.django",
    "ninja",  # the API's own documentation page, with its script and style from here
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "guywire.kit.audit.apps.AuditConfig",
    "guywire.kit.secrets.apps.SecretsConfig",
    "guywire.kit.jobs.apps.JobsConfig",
    "guywire.kit.events.apps.EventsConfig",
    "guywire.kit.pages.apps.PagesConfig",
    "guywire.kit.forms.apps.FormsConfig",
    "guywire.kit.tables.apps.TablesConfig",
    "guywire.kit.imports.apps.ImportsConfig",
    "guywire.kit.entity.apps.EntityConfig",
    *(f"guywire.domains.{domain}.apps.Config" for domain in DOMAINS),
    "guywire.config.apps.DoorsConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "guywire.kit.pages.policy.content_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "guywire.domains.tenants.middleware.TenantDoor",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "guywire.kit.pages.shell",
            ],
        },
    }
]

DATABASE_URL = ENV.owner_database_url if ENV.database_role == "owner" else ENV.database_url
DATABASES = {
    "default": database_settings(
        DATABASE_URL or "postgresql:///guywire",
        pool=ENV.database_pool if ENV.database_role == "app" else 0,
    )
}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
    }
}

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
STATIC_URL = "/static/"
STATIC_ROOT = PACKAGE / "static"
WHITENOISE_USE_FINDERS = True  # the apps' own files, such as allauth's passkey script
WHITENOISE_MAX_AGE = 300
MEDIA_ROOT = ENV.data_dir / "files"
GUYWIRE_TERRAIN_DIR = ENV.terrain_dir
GUYWIRE_TERRAIN_URL = ENV.terrain_url
GUYWIRE_SURFACE_DIR = ENV.surface_dir
GUYWIRE_LANDCOVER_DIR = ENV.landcover_dir
GUYWIRE_GEOCODER = ENV.geocoder
GUYWIRE_GEOCODER_KEY = ENV.geocoder_key
GUYWIRE_NOMINATIM_URL = ENV.nominatim_url
GUYWIRE_MAP_TILES_URL = ENV.map_tiles_url
GUYWIRE_MAP_TILES_KIND = ENV.map_tiles_kind
GUYWIRE_MAP_ATTRIBUTION = ENV.map_attribution
GUYWIRE_OIDC_ISSUER = ENV.oidc_issuer
GUYWIRE_SIGNUP_OPEN = ENV.signup_open
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

AUTH_USER_MODEL = "tenants.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "guywire.domains.tenants.passwords.StrengthValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "front"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # unique by Lower("email"), which the check cannot see
ACCOUNT_ADAPTER = "guywire.domains.tenants.adapters.AccountAdapter"
MFA_ADAPTER = "guywire.domains.tenants.adapters.MFAAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/300s/key"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = ENV.base_url.startswith("http://")
USERSESSIONS_TRACK_ACTIVITY = False  # four statements a page; memberships know when they were seen
# The operator chose the issuer: an address that it has verified is its owner's account here.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SINGLE_SIGN_ON = {
    "provider_id": "sso",
    "name": "Single sign-on",
    "client_id": ENV.oidc_client_id,
    "secret": ENV.oidc_client_secret,
    "settings": {"server_url": ENV.oidc_issuer},
}
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "provider_class": "guywire.domains.tenants.sso.SingleSignOnProvider",
        "APPS": [SINGLE_SIGN_ON] if ENV.oidc_issuer else [],
    }
}

SESSION_COOKIE_AGE = int(timedelta(days=30).total_seconds())
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENV.base_url.startswith("https://")
SESSION_COOKIE_NAME = "guywire_session"
CSRF_COOKIE_NAME = "guywire_csrf"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if ENV.trust_proxy:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

DEFAULT_FROM_EMAIL = ENV.mail_from
EMAIL_FILE_PATH = ENV.data_dir / "mail"
if ENV.mail_url:
    _mail = urlsplit(ENV.mail_url)
    EMAIL_HOST, EMAIL_PORT = _mail.hostname or "", _mail.port or 587
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = (
        unquote(_mail.username or ""),
        unquote(_mail.password or ""),
    )
    EMAIL_USE_SSL = _mail.scheme == "smtps"
    EMAIL_USE_TLS = not EMAIL_USE_SSL and EMAIL_PORT == 587  # the submission port
else:
    EMAIL_BACKEND = "guywire.domains.tenants.letters.LetterFiles"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "procrastinate": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
        "httpx": {"level": "WARNING"},  # below it writes addresses, and some hold names or keys
    },
}
