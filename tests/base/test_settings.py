"""The table of settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from yaowen.base.errors import Misconfigured
from yaowen.base.settings import SETTINGS, load_settings


def test_every_default_is_of_its_own_kind() -> None:
    settings = load_settings({})
    for setting in SETTINGS:
        if setting.kind == "number":
            assert settings.number(setting.name) >= 0
        elif setting.kind == "decimal":
            assert settings.decimal(setting.name) >= 0.0


def test_an_unknown_key_is_an_error_that_names_the_nearest_one() -> None:
    with pytest.raises(Misconfigured, match=r"YAOWEN_PROT: .*YAOWEN_PORT"):
        load_settings({"YAOWEN_PROT": "80"})


def test_a_number_that_is_none_is_named_with_its_default() -> None:
    with pytest.raises(Misconfigured, match=r"YAOWEN_PORT: 'eighty' is not a number of port; the default is 8000"):
        load_settings({"YAOWEN_PORT": "eighty"})


def test_negative_numbers_are_refused() -> None:
    with pytest.raises(Misconfigured, match="YAOWEN_HOST_DELAY_SECONDS"):
        load_settings({"YAOWEN_HOST_DELAY_SECONDS": "-1"})


def test_other_programs_keys_are_left_alone() -> None:
    assert load_settings({"PORT": "nonsense", "HOME": "/"}).number("PORT") == 8000


def test_a_secret_is_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("quiet\n", "utf-8")
    assert load_settings({"YAOWEN_SECRET_KEY_FILE": str(file)}).text("SECRET_KEY") == "quiet"


def test_a_setting_that_is_no_secret_is_not_read_from_a_file(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="YAOWEN_PORT_FILE"):
        load_settings({"YAOWEN_PORT_FILE": str(tmp_path / "port")})


def test_a_secret_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="cannot read"):
        load_settings({"YAOWEN_SECRET_KEY_FILE": str(tmp_path / "absent")})


def test_the_public_address_falls_back_to_host_and_port() -> None:
    assert load_settings({"YAOWEN_PORT": "8123"}).site_url == "http://127.0.0.1:8123"
    assert load_settings({"YAOWEN_SITE_URL": "https://news.example/"}).site_url == "https://news.example"


def test_lists_are_split_at_commas() -> None:
    settings = load_settings({"YAOWEN_READ_ORIGINS": "https://a.example, https://b.example,"})
    assert settings.items("READ_ORIGINS") == ("https://a.example", "https://b.example")
