"""Every variable is checked when it is read, and the complaint names it."""

import re
from pathlib import Path

import pytest

from guywire.config.env import VARIABLES, ConfigurationError, database_settings, read


def test_defaults_make_a_working_configuration(tmp_path: Path) -> None:
    env = read({"GUYWIRE_DATA_DIR": str(tmp_path)})
    assert env.is_embedded
    assert env.bind == ("127.0.0.1", 8000)
    assert env.terrain_dir == tmp_path / "terrain"
    assert env.allowed_hosts == ("127.0.0.1",)
    assert env.signup_open


def test_a_master_key_is_made_once_and_kept_for_the_owner_only(tmp_path: Path) -> None:
    first = read({"GUYWIRE_DATA_DIR": str(tmp_path)}).secret_keys
    assert read({"GUYWIRE_DATA_DIR": str(tmp_path)}).secret_keys == first
    assert (tmp_path / "secret.keys").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GUYWIRE_DATABASE_URL", "mysql://x/y"),
        ("GUYWIRE_DATABASE_ROLE", "root"),
        ("GUYWIRE_BASE_URL", "ftp://x"),
        ("GUYWIRE_BIND", "8000"),
        ("GUYWIRE_BIND", "localhost:http"),
        ("GUYWIRE_DEBUG", "maybe"),
        ("GUYWIRE_SIGNUP", "half"),
        ("GUYWIRE_MAIL_URL", "http://x"),
        ("GUYWIRE_OIDC_ISSUER", "http://issuer.example"),
        ("GUYWIRE_OIDC_ISSUER", "https://issuer.example"),
        ("GUYWIRE_GEOCODER", "bing"),
        ("GUYWIRE_MAP_TILES_URL", "https://tiles.example/{z}/{x}.png"),
        ("GUYWIRE_MAP_TILES_URL", "tiles/{z}/{x}/{y}.png"),
        ("GUYWIRE_MAP_TILES_KIND", "video"),
        ("GUYWIRE_WORKER_CONCURRENCY", "0"),
        ("GUYWIRE_SECRET_KEYS", "k1:short"),
    ],
)
def test_a_wrong_value_is_refused_by_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=name):
        read({"GUYWIRE_DATA_DIR": str(tmp_path), name: value})


def test_an_unknown_variable_is_refused_so_that_typos_show(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="GUYWIRE_DATABSE_URL"):
        read({"GUYWIRE_DATA_DIR": str(tmp_path), "GUYWIRE_DATABSE_URL": "x"})


def test_a_nominatim_geocoder_needs_its_address(tmp_path: Path) -> None:
    given = {"GUYWIRE_DATA_DIR": str(tmp_path)}
    with pytest.raises(ConfigurationError, match="GUYWIRE_NOMINATIM_URL"):
        read(given | {"GUYWIRE_GEOCODER": "nominatim"})
    with pytest.raises(ConfigurationError, match="GUYWIRE_GEOCODER_KEY"):
        read(given | {"GUYWIRE_GEOCODER": "google"})
    chosen = read(given | {"GUYWIRE_GEOCODER": "geocodio", "GUYWIRE_GEOCODER_KEY": "k-1"})
    assert (chosen.geocoder, chosen.geocoder_key) == ("geocodio", "k-1")


def test_variables_are_listed_once() -> None:
    names = [variable.name for variable in VARIABLES]
    assert len(names) == len(set(names))


def test_a_socket_address_and_a_pool_become_django_settings() -> None:
    settings = database_settings("postgresql://app@/gw?host=/run/pg&port=5433", pool=4)
    assert (settings["HOST"], settings["PORT"], settings["NAME"]) == ("/run/pg", "5433", "gw")
    assert settings["OPTIONS"] == {"pool": {"min_size": 1, "max_size": 4}}


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("ftp://tiles.example/{name}.hgt", "must begin with http"),
        ("https://tiles.example/tile.hgt", "must hold {name}, or {north} and {east}"),
        ("https://tiles.example/{north}.hgt", "must hold {name}, or {north} and {east}"),
        ("https://tiles.example/{name}/{0}.hgt", "may hold {name}, {north} and {east}"),
        ("https://tiles.example/{name.__class__}.hgt", "may hold {name}, {north} and {east}"),
        ("https://tiles.example/{name.hgt", "is no template"),
        ("https://tiles.example/{name}.zip", "must end in .hgt, .hgt.gz or .tif"),
    ],
)
def test_a_source_of_terrain_has_a_place_for_the_tile(
    tmp_path: Path, url: str, problem: str
) -> None:
    with pytest.raises(ConfigurationError, match=re.escape(problem)):
        read({"GUYWIRE_DATA_DIR": str(tmp_path), "GUYWIRE_TERRAIN_URL": url})
    good = "https://tiles.example/{north}/{name}.hgt.gz"
    given = read({"GUYWIRE_DATA_DIR": str(tmp_path), "GUYWIRE_TERRAIN_URL": good})
    assert given.terrain_url == good
