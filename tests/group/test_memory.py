from __future__ import annotations

import ctypes
import platform

import pytest

from yaowen.group.memory import keep_blocks_apart


def test_glibc_takes_the_settings_and_others_are_left_as_they_are() -> None:
    assert keep_blocks_apart() is (platform.libc_ver()[0] == "glibc")


def test_a_process_without_the_call_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_name: None) -> None:
        raise OSError("no library")

    monkeypatch.setattr(ctypes, "CDLL", refuse)
    assert keep_blocks_apart() is False
