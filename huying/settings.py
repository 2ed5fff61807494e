"""Settings: what the machine decides comes from HUYING_* variables, the rest is the same everywhere."""

import base64
import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from huying.folders import PACKAGE, data_folder


def made_once(folder: Path, name: str, make: Callable[[], str]) -> str:
    """Made once and kept beside the data; written aside and linked, so that two starting processes agree on one."""
    kept = folder / name
    if not kept.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = folder / f"{name}.{os.getpid()}"
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(make())
        try:
            os.link(fresh, kept)
        except FileExistsError:
            pass
        except OSError:  # a file system without links
            fresh.replace(kept)
        fresh.unlink(missing_ok=True)
    return kept.read_text().strip()


def secret_key(folder: Path) -> str:
    return os.environ.get("HUYING_SECRET_KEY") or made_once(folder, "secret_key", lambda: secrets.token_urlsafe(48))


def data_keys(folder: Path) -> str:
    """What seals telephone numbers (huying.core.sealed). Whoever loses this file loses them; a copy belongs elsewhere."""
    return os.environ.get("HUYING_DATA_KEY") or made_once(folder, "data_keys.json", fresh_keys)


def fresh_keys() -> str:
    seal, index = (base64.b64encode(secrets.token_bytes(32)).decode() for _ in range(2))
    return json.dumps({"seal": {"1": seal}, "index": index})


def sqlite(name: str) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # Writers queue at BEGIN, not in the middle; FULL, because a power cut must not lose an answered report.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            # What is erased or sealed is overwritten in the file, not only forgotten.
            " PRAGMA secure_delete=ON;",
        },
    }


def postgresql(url: str) -> dict[str, object]:
    """Host and user may stand in the query: that is how a socket folder is written."""
    parts, query = urlsplit(url), dict(parse_qsl(urlsplit(url).query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": query.pop("user", unquote(parts.username or "")),
        "PASSWORD": query.pop("password", unquote(parts.password or "")),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": query.pop("port", str(parts.port or "")),
        "CONN_HEALTH_CHECKS": True,
        # A pool, because the server's threads come and go, and a new connection costs 8 ms.
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 8, "timeout": 10}, **query},
    }


def database(url: str, folder: Path) -> dict[str, object]:
    if not url:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return sqlite(str(folder / "huying.sqlite3"))
    scheme = urlsplit(url).scheme
    if scheme in ("postgresql", "postgres"):
        return postgresql(url)
    if scheme == "sqlite":
        return sqlite(unquote(urlsplit(url).path))
    raise SystemExit("HUYING_DATABASE_URL: postgresql://… or sqlite:///…")


DATA_DIR = data_folder()
SECRET_KEY = secret_key(DATA_DIR)
DATA_KEYS = data_keys(DATA_DIR)
DEBUG = False
DEMO = os.environ.get("HUYING_DEMO") == "1"

PUBLIC_URL = os.environ.get("HUYING_PUBLIC_URL", "").rstrip("/")
PUBLIC = urlsplit(PUBLIC_URL)
HTTPS = PUBLIC.scheme == "https"
# Where it runs (huying.core.profile): told by the database, but for a city.
PROFILE = os.environ.get("HUYING_PROFILE", "")
if PROFILE not in ("", "office", "hosted", "city"):
    raise SystemExit("HUYING_PROFILE: office, hosted or city")
# Mail relays and suppliers inside the office network, by address or network. A community types where its messages go:
# what is not public and not named here is never called, so that nobody reaches into the machine's own network.
PRIVATE_HOSTS = [one.strip() for one in os.environ.get("HUYING_PRIVATE_HOSTS", "").split(",") if one.strip()]
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"] + ([PUBLIC.hostname] if PUBLIC.hostname else [])
CSRF_TRUSTED_ORIGINS = [f"{PUBLIC.scheme}://{PUBLIC.netloc}"] if PUBLIC.netloc else []

INSTALLED_APPS = [
    "huying.core.apps.CoreConfig",
    "huying.places.apps.PlacesConfig",
    "huying.people.apps.PeopleConfig",
    "huying.cases.apps.CasesConfig",
    "huying.field.apps.FieldConfig",
    "huying.funds.apps.FundsConfig",
    "huying.insight.apps.InsightConfig",
    "huying.stories.apps.StoriesConfig",
    "huying.channels.apps.ChannelsConfig",
    "huying.exchange.apps.ExchangeConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "django_tasks",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "huying.middleware.SafeHeaders",
    "csp.middleware.CSPMiddleware",
    "huying.middleware.Compressed",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "huying.middleware.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "huying.middleware.Arrived",
    "huying.middleware.Outbox",
]

ROOT_URLCONF = "huying.urls"
WSGI_APPLICATION = "huying.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "huying.core.pages.context",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "huying.core.templatetags.huying",
            ],
        },
    }
]

DATABASES = {"default": database(os.environ.get("HUYING_DATABASE_URL", ""), DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": "huying.core.jobs.DatabaseBackend", "QUEUES": []}}

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["huying.people.backends.PostsBackend"]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

SESSION_COOKIE_NAME = "huying_session"
SESSION_COOKIE_AGE = 12 * 3600  # a working day; a shared office PC must not stay open over night
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = "huying_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "huying.core.pages.csrf_failed"
LANGUAGE_COOKIE_NAME = "huying_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = HTTPS
# In a signed cookie until the next page shows it: in the session, each answer would cost a second commit.
MESSAGE_STORAGE = "django.contrib.messages.storage.fallback.FallbackStorage"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REFERRER_POLICY = "same-origin"  # links hold tokens: no other site may read them
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
# A hosted huying stands behind a reverse proxy, which sets this header and strips a stranger's.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"
# A map below the houses: the address of its tiles with {x}, {y} and {z} in it, which datum it is drawn in, and whose it is.
# Empty: no map, and nothing goes out. Whoever opens the page then asks that supplier for tiles (docs/tiles.md).
MAP_TILES = os.environ.get("HUYING_MAP_TILES", "")
MAP_DATUM = os.environ.get("HUYING_MAP_DATUM", "wgs84")
MAP_CREDIT = os.environ.get("HUYING_MAP_CREDIT", "")
if MAP_DATUM not in ("wgs84", "gcj02"):
    raise SystemExit("HUYING_MAP_DATUM: wgs84 or gcj02")
if MAP_TILES and not all(part in MAP_TILES for part in ("https://", "{x}", "{y}", "{z}")):
    raise SystemExit("HUYING_MAP_TILES: https://…{z}…{x}…{y}…")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:", *(["https://" + MAP_TILES.split("/")[2]] if MAP_TILES else [])],
        "media-src": ["'self'", "blob:"],  # a voice note is heard before it is sent
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    }
}

# Chinese is what the templates are written in, so it stays LANGUAGE_CODE; HUYING_LANGUAGE only says which language
# people see who have not chosen one (empty: what their browser asks for, else Chinese).
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
HUYING_LANGUAGE = os.environ.get("HUYING_LANGUAGE", "")
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "huying.core.static_storage.ContentHashStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 365 * 24 * 3600  # every address carries a hash of the content
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_IMMUTABLE_FILE_TEST = r"/dist/[^/]*-[0-9A-Z]{8}\."

# Photos are handed out by a view that asks who may see them; no address leads into this folder.
MEDIA_ROOT = DATA_DIR / "media"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 20

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # Anybody can send any host name; it is refused, and no reason for a page of log.
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
        "huying": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
