"""Configuration: environment variables, read once, checked, and frozen.

Every variable is listed here with its meaning; ``docs/reference/settings.md`` is made from this.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Literal, cast, get_args
from urllib.parse import unquote, urlsplit

from guywire.kit.secrets.envelope import MasterKey, new_master_key, parse_master_keys

Geocoder = Literal["offline", "nominatim", "geocodio", "google"]
POSTGRES = ("postgresql", "postgres")
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class ConfigurationError(RuntimeError):
    """A variable is missing or wrong; the message names it and says how to mend it."""


@dataclass(frozen=True, slots=True)
class Variable:
    name: str
    kind: str
    default: str
    help: str


VARIABLES = (
    Variable("GUYWIRE_DATA_DIR", "folder", "var", "Where the embedded database, terrain, files and keys live."),
    Variable("GUYWIRE_DATABASE_URL", "url", "", "postgresql:// address as the application's role; empty: the embedded database."),
    Variable("GUYWIRE_OWNER_DATABASE_URL", "url", "", "The same database as the owner's role, for migrations only."),
    Variable("GUYWIRE_DATABASE_ROLE", "app|owner", "app", "Which of the two addresses this process uses; set by the migrate command."),
    Variable("GUYWIRE_SECRET_KEYS", "keys", "", "Master keys, name:base64 of 32 bytes, newest first, comma between; empty: made once in the data folder."),
    Variable("GUYWIRE_BASE_URL", "url", "http://127.0.0.1:8000", "The address people reach the platform at; links in messages begin with it."),
    Variable("GUYWIRE_BIND", "host:port", "127.0.0.1:8000", "Where the web process listens."),
    Variable("GUYWIRE_ALLOWED_HOSTS", "list", "", "Host names to answer to besides that of the base address, comma between."),
    Variable("GUYWIRE_TRUST_PROXY", "yes|no", "no", "Whether X-Forwarded-Proto and -For of a proxy in front are believed."),
    Variable("GUYWIRE_DEBUG", "yes|no", "no", "Show tracebacks to whoever asks; never on a public machine."),
    Variable("GUYWIRE_SIGNUP", "open|closed", "open", "Whether people may sign up and found a tenant by themselves."),
    Variable("GUYWIRE_MAIL_URL", "url", "", "smtp://user:password@host:587 (smtps:// for TLS from the start); empty: letters are written to files in the data folder, each tenant's in mail/<its id>, erased with it."),
    Variable("GUYWIRE_MAIL_FROM", "address", "Guywire <guywire@localhost>", "The sender of letters."),
    Variable("GUYWIRE_OIDC_ISSUER", "url", "", "OpenID Connect issuer for single sign-on; empty: none."),
    Variable("GUYWIRE_OIDC_CLIENT_ID", "text", "", "The client id at that issuer."),
    Variable("GUYWIRE_OIDC_CLIENT_SECRET", "text", "", "The client secret at that issuer."),
    Variable("GUYWIRE_TERRAIN_DIR", "folder", "", "Where terrain tiles lie; empty: terrain in the data folder."),
    Variable("GUYWIRE_TERRAIN_URL", "url", "", "Where public terrain tiles are fetched from, with {name} (N44W072) or {north} (N44) and {east} (W072) in it, ending in .hgt, .hgt.gz or .tif; empty: nothing is fetched."),
    Variable("GUYWIRE_SURFACE_DIR", "folder", "", "Where tiles of a surface model lie, the ground with houses and trees; empty: surface in the data folder."),
    Variable("GUYWIRE_LANDCOVER_DIR", "folder", "", "Where rasters of land cover lie; empty: landcover in the data folder."),
    Variable("GUYWIRE_GEOCODER", "offline|nominatim|geocodio|google", "offline", "Who turns an address into a position: the imported address file, a Nominatim service, or a commercial one."),
    Variable("GUYWIRE_GEOCODER_KEY", "text", "", "The key for the commercial geocoder, or for a Nominatim service that wants one."),
    Variable("GUYWIRE_NOMINATIM_URL", "url", "", "The Nominatim service, when it is the geocoder."),
    Variable("GUYWIRE_MAP_TILES_URL", "url", "", "A tile address with {z}/{x}/{y} for the map's background; empty: terrain of our own, no third party."),
    Variable("GUYWIRE_MAP_TILES_KIND", "raster|vector", "raster", "Pictures of 256 pixels, or vector tiles of the OpenMapTiles schema, drawn in our own colours."),
    Variable("GUYWIRE_MAP_ATTRIBUTION", "text", "", "Whose map the background is, as its provider wants it named on the map and in print."),
    Variable("GUYWIRE_WORKER_CONCURRENCY", "number", "2", "How many jobs a worker runs at once."),
    Variable("GUYWIRE_WEB_WORKERS", "number", "1", "How many processes answer web requests."),
    Variable("GUYWIRE_DATABASE_POOL", "number", "0", "How many database connections a process keeps at most; 0: one per thread, closed after use. The web process keeps 8 when nothing is said."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Env:
    """The checked configuration."""

    data_dir: Path
    database_url: str
    owner_database_url: str
    database_role: Literal["app", "owner"]
    secret_keys: tuple[MasterKey, ...]
    base_url: str
    bind: tuple[str, int]
    allowed_hosts: tuple[str, ...]
    trust_proxy: bool
    debug: bool
    signup_open: bool
    mail_url: str
    mail_from: str
    oidc_issuer: str
    oidc_client_id: str
    oidc_client_secret: str
    terrain_dir: Path
    terrain_url: str
    surface_dir: Path
    landcover_dir: Path
    geocoder: Geocoder
    geocoder_key: str
    nominatim_url: str
    map_tiles_url: str
    map_tiles_kind: str
    map_attribution: str
    worker_concurrency: int
    web_workers: int
    database_pool: int

    @property
    def is_embedded(self) -> bool:
        return not self.database_url

    @property
    def postgres_dir(self) -> Path:
        return self.data_dir / "postgres"


def _choice(name: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise ConfigurationError(f"{name} is {value!r}; it must be one of {', '.join(allowed)}")
    return value


def _flag(name: str, value: str) -> bool:
    return _choice(name, value.lower(), ("yes", "no")) == "yes"


def _number(given: Mapping[str, str], name: str, lowest: int) -> int:
    value = given[name]
    try:
        number = int(value)
    except ValueError:
        raise ConfigurationError(f"{name} is {value!r}, not a whole number") from None
    if number < lowest:
        raise ConfigurationError(f"{name} is {number}; the least is {lowest}")
    return number


def _folder(text: str, otherwise: Path) -> Path:
    return Path(text).expanduser().absolute() if text else otherwise


def _terrain_url(template: str) -> str:
    """An address in which a tile's name has its place, and nothing else has."""
    name = "GUYWIRE_TERRAIN_URL"
    url = _url(name, template, ("http", "https"))
    try:
        fields = {field for _, field, _, _ in Formatter().parse(url) if field is not None}
    except ValueError as error:
        raise ConfigurationError(f"{name} is no template: {error}") from error
    if fields - {"name", "north", "east"}:
        raise ConfigurationError(f"{name} may hold {{name}}, {{north}} and {{east}}, nothing else")
    if url and "name" not in fields and not fields >= {"north", "east"}:
        raise ConfigurationError(f"{name} must hold {{name}}, or {{north}} and {{east}}")
    if url and not url.lower().endswith((".hgt", ".hgt.gz", ".tif", ".tiff")):
        raise ConfigurationError(f"{name} must end in .hgt, .hgt.gz or .tif")
    return url


def _url(name: str, value: str, schemes: tuple[str, ...]) -> str:
    if value and (urlsplit(value).scheme not in schemes or not urlsplit(value).path + value):
        raise ConfigurationError(
            f"{name} must begin with {' or '.join(s + '://' for s in schemes)}"
        )
    return value.rstrip("/")


def _bind(value: str) -> tuple[str, int]:
    host, colon, port = value.rpartition(":")
    if not colon or not host:
        raise ConfigurationError(f"GUYWIRE_BIND is {value!r}; write host:port")
    return host, _number({"GUYWIRE_BIND": port}, "GUYWIRE_BIND", 1)


def _secret_keys(text: str, data_dir: Path) -> tuple[MasterKey, ...]:
    """The given keys, or a key of our own making, kept in the data folder for the owner only."""
    if not text:
        path = data_dir / "secret.keys"
        if not path.exists():
            data_dir.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(new_master_key("k1"))
        text = path.read_text()
    try:
        keys = parse_master_keys(text)
    except ValueError as error:
        raise ConfigurationError(f"GUYWIRE_SECRET_KEYS: {error}") from error
    if not keys:
        raise ConfigurationError("GUYWIRE_SECRET_KEYS holds no key")
    return keys


def _given(environ: Mapping[str, str]) -> dict[str, str]:
    given = {v.name: environ.get(v.name, "").strip() or v.default for v in VARIABLES}
    unknown = sorted(k for k in environ if k.startswith("GUYWIRE_") and k not in given)
    if unknown:
        raise ConfigurationError(f"unknown variables: {', '.join(unknown)}")
    return given


def _hosts(base_url: str, more: str) -> tuple[str, ...]:
    hosts = {urlsplit(base_url).hostname or "", *(host.strip() for host in more.split(","))}
    return tuple(sorted(host for host in hosts if host))


def _geocoder(given: Mapping[str, str]) -> tuple[Geocoder, str]:
    kind = _choice("GUYWIRE_GEOCODER", given["GUYWIRE_GEOCODER"], get_args(Geocoder))
    url = _url("GUYWIRE_NOMINATIM_URL", given["GUYWIRE_NOMINATIM_URL"], ("http", "https"))
    if kind == "nominatim" and not url:
        raise ConfigurationError("GUYWIRE_GEOCODER is nominatim: set GUYWIRE_NOMINATIM_URL too")
    if kind in {"geocodio", "google"} and not given["GUYWIRE_GEOCODER_KEY"]:
        raise ConfigurationError(f"GUYWIRE_GEOCODER is {kind}: set GUYWIRE_GEOCODER_KEY too")
    return cast(Geocoder, kind), url


def _tiles(address: str) -> str:
    """The address of tiles, whose zoom, column and row have their places in it."""
    lacking = [part for part in ("{z}", "{x}", "{y}") if part not in address]
    if address and lacking:
        raise ConfigurationError(
            f"GUYWIRE_MAP_TILES_URL is {address!r}; it lacks {', '.join(lacking)}"
        )
    return _url("GUYWIRE_MAP_TILES_URL", address, ("https", "http"))


def _tiles_kind(text: str) -> str:
    return _choice("GUYWIRE_MAP_TILES_KIND", text, ("raster", "vector"))


def _issuer(given: Mapping[str, str]) -> str:
    """What signs people in is believed over TLS only; a test's issuer may be this machine."""
    issuer = _url("GUYWIRE_OIDC_ISSUER", given["GUYWIRE_OIDC_ISSUER"], ("http", "https"))
    parts = urlsplit(issuer)
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ConfigurationError("GUYWIRE_OIDC_ISSUER must begin with https://")
    if issuer and not given["GUYWIRE_OIDC_CLIENT_ID"]:
        raise ConfigurationError("GUYWIRE_OIDC_ISSUER is set: set GUYWIRE_OIDC_CLIENT_ID too")
    return issuer


def _role(text: str) -> Literal["app", "owner"]:
    chosen = _choice("GUYWIRE_DATABASE_ROLE", text, ("app", "owner"))
    return "owner" if chosen == "owner" else "app"


def _postgres(name: str, given: Mapping[str, str]) -> str:
    return _url(name, given[name], POSTGRES)


def read(environ: Mapping[str, str]) -> Env:
    """Read and check every variable; ConfigurationError names the first that is wrong."""
    given = _given(environ)
    data_dir = Path(given["GUYWIRE_DATA_DIR"]).expanduser().absolute()
    base_url = _url("GUYWIRE_BASE_URL", given["GUYWIRE_BASE_URL"], ("http", "https"))
    geocoder, nominatim_url = _geocoder(given)
    oidc_issuer = _issuer(given)
    return Env(
        data_dir=data_dir,
        database_url=_postgres("GUYWIRE_DATABASE_URL", given),
        owner_database_url=_postgres("GUYWIRE_OWNER_DATABASE_URL", given),
        database_role=_role(given["GUYWIRE_DATABASE_ROLE"]),
        secret_keys=_secret_keys(given["GUYWIRE_SECRET_KEYS"], data_dir),
        base_url=base_url,
        bind=_bind(given["GUYWIRE_BIND"]),
        allowed_hosts=_hosts(base_url, given["GUYWIRE_ALLOWED_HOSTS"]),
        trust_proxy=_flag("GUYWIRE_TRUST_PROXY", given["GUYWIRE_TRUST_PROXY"]),
        debug=_flag("GUYWIRE_DEBUG", given["GUYWIRE_DEBUG"]),
        signup_open=_choice("GUYWIRE_SIGNUP", given["GUYWIRE_SIGNUP"], ("open", "closed"))
        == "open",
        mail_url=_url("GUYWIRE_MAIL_URL", given["GUYWIRE_MAIL_URL"], ("smtp", "smtps")),
        mail_from=given["GUYWIRE_MAIL_FROM"],
        oidc_issuer=oidc_issuer,
        oidc_client_id=given["GUYWIRE_OIDC_CLIENT_ID"],
        oidc_client_secret=given["GUYWIRE_OIDC_CLIENT_SECRET"],
        terrain_dir=_folder(given["GUYWIRE_TERRAIN_DIR"], data_dir / "terrain"),
        terrain_url=_terrain_url(given["GUYWIRE_TERRAIN_URL"]),
        surface_dir=_folder(given["GUYWIRE_SURFACE_DIR"], data_dir / "surface"),
        landcover_dir=_folder(given["GUYWIRE_LANDCOVER_DIR"], data_dir / "landcover"),
        geocoder=geocoder,
        geocoder_key=given["GUYWIRE_GEOCODER_KEY"],
        nominatim_url=nominatim_url,
        map_tiles_url=_tiles(given["GUYWIRE_MAP_TILES_URL"]),
        map_tiles_kind=_tiles_kind(given["GUYWIRE_MAP_TILES_KIND"]),
        map_attribution=given["GUYWIRE_MAP_ATTRIBUTION"],
        worker_concurrency=_number(given, "GUYWIRE_WORKER_CONCURRENCY", 1),
        web_workers=_number(given, "GUYWIRE_WEB_WORKERS", 1),
        database_pool=_number(given, "GUYWIRE_DATABASE_POOL", 0),
    )


@cache
def env() -> Env:
    """The configuration of this process, read at the first call."""
    return read(os.environ)


def database_settings(url: str, *, pool: int = 0) -> dict[str, object]:
    """Django's connection settings for a postgresql:// address (``?host=`` may name a socket)."""
    parts = urlsplit(url)
    options = dict(pair.partition("=")[::2] for pair in parts.query.split("&") if pair)
    host = unquote(options.pop("host", "")) or parts.hostname or ""
    port = options.pop("port", "") or str(parts.port or "")
    pooled: dict[str, object] = {"pool": {"min_size": 1, "max_size": pool}} if pool else {}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": port,
        "OPTIONS": pooled | {key: unquote(value) for key, value in options.items()},
    }
