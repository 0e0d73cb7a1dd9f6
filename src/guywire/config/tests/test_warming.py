"""Processes get ready beside their first work."""

import threading

import pytest

from guywire.config import warming
from guywire.engines.propagation import coverage


def test_a_process_is_warmed_on_a_thread_of_its_own(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ran: list[str] = []
    monkeypatch.setattr(coverage, "prepare", lambda: ran.append(threading.current_thread().name))
    warming.begin_warming().join()
    assert ran == ["warming"]

    def broken() -> None:
        raise OSError("no room for kernels")

    monkeypatch.setattr(coverage, "prepare", broken)
    warming.begin_warming().join()
    assert "coverage is not compiled ahead" in caplog.text
