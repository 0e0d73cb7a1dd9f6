"""Codes, actors and the guards on doors."""

from dataclasses import dataclass, field

import pytest

from guywire.kit.access import NOBODY, Actor, codes, declare, needs, operator_only, signed_in
from guywire.kit.errors import Forbidden


@dataclass
class Request:
    actor: Actor = field(default=NOBODY)


@needs("test.mast.raise", "Raise a mast")
def raise_mast(request: Request) -> str:
    return "raised"


def test_a_guarded_view_refuses_and_names_what_is_needed() -> None:
    with pytest.raises(Forbidden, match=r"test\.mast\.raise"):
        raise_mast(Request())


def test_a_guarded_view_runs_for_who_holds_the_code() -> None:
    rigger = Actor("person", "r", frozenset({"test.mast.raise"}))
    assert raise_mast(Request(rigger)) == "raised"
    assert codes()["test.mast.raise"] == "Raise a mast"


def test_a_code_cannot_mean_two_things() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        declare("test.mast.raise", "Lower a mast")


@pytest.mark.parametrize("code", ["mast", "a.b", "a.b.c.d"])
def test_a_code_has_three_parts(code: str) -> None:
    with pytest.raises(ValueError, match=r"domain\.noun\.verb"):
        declare(code, "x")


def test_nobody_is_neither_signed_in_nor_operator() -> None:
    for guard in (signed_in("own things"), operator_only):
        with pytest.raises(Forbidden):
            guard(raise_mast)(Request())
