"""Take as it is what was typed where there is nothing to check, and leave the rest to Typer.

Since 0.29 Typer reads every value with pydantic, even one that nobody typed, and loading that
takes a tenth of a look-up. Most values are texts, paths and words of a list: they need no
reading. Whatever is more than that, or wrong, goes to Typer, whose messages stay.
"""

import os
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_origin

from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

# Nothing of ours is None: that is the value of an option that nobody gave.
_LEFT_TO_TYPER = object()
_MOST_DIGITS = 9
_PATH_CHECKS = ("exists", "writable", "resolve_path", "allow_dash", "path_type")


class PlainCommand(TyperCommand):
    """A command whose plain values are taken as they are."""

    def get_params(self, ctx: Any) -> Any:  # noqa: ANN401 (Typer's own)
        """List the parameters as Typer does, ``--help`` among them."""
        return _taking_plain_values(super().get_params(ctx))


class PlainGroup(TyperGroup):
    """A command with some below, whose plain values are taken as they are."""

    def get_params(self, ctx: Any) -> Any:  # noqa: ANN401 (Typer's own)
        """List the parameters as Typer does, ``--help`` among them."""
        return _taking_plain_values(super().get_params(ctx))


class _Option(TyperOption):
    def process_value(self, ctx: Any, value: Any) -> Any:  # noqa: ANN401
        taken = _as_it_is(self, value)
        if taken is _LEFT_TO_TYPER:
            return super().process_value(ctx, value)
        return self.callback(ctx, self, taken) if self.callback else taken


class _Argument(TyperArgument):
    def process_value(self, ctx: Any, value: Any) -> Any:  # noqa: ANN401
        taken = _as_it_is(self, value)
        if taken is _LEFT_TO_TYPER:
            return super().process_value(ctx, value)
        return self.callback(ctx, self, taken) if self.callback else taken


def _taking_plain_values(parameters: list[Any]) -> list[Any]:
    # Typer makes the parameters itself; which class they are of is all that changes.
    for parameter in parameters:
        if type(parameter) is TyperOption:
            parameter.__class__ = _Option
        elif type(parameter) is TyperArgument:
            parameter.__class__ = _Argument
    return parameters


def _as_it_is(parameter: TyperOption | TyperArgument, value: Any) -> Any:  # noqa: ANN401
    """Return what *value* stands for, or that Typer has to say so."""
    # An older Typer has no such thing, and reads values without pydantic.
    described = getattr(parameter, "type_descriptor", None)
    if described is None:
        return _LEFT_TO_TYPER
    several = parameter.nargs == -1 or getattr(parameter, "multiple", False)
    if value is None:
        absent = () if several else None
        return _LEFT_TO_TYPER if parameter.required else absent
    asked_for, rules = described.annotation, described.parameter_info
    if not several:
        return _one(asked_for, rules, value)
    if get_origin(asked_for) is not list or isinstance(value, str) or not value:
        return _LEFT_TO_TYPER
    taken = [_one(get_args(asked_for)[0], rules, each) for each in value]
    return _LEFT_TO_TYPER if _LEFT_TO_TYPER in taken else taken


def _one(asked_for: Any, rules: Any, value: Any) -> Any:  # noqa: ANN401
    if rules.parser is not None or not isinstance(asked_for, type):
        return _LEFT_TO_TYPER
    if asked_for in (int, float):
        return _number(asked_for, rules, value)
    if issubclass(asked_for, Enum):
        return _member(asked_for, value)
    if not isinstance(value, str) or not _is_sound(value):
        return _LEFT_TO_TYPER
    if asked_for is str:
        return value
    return Path(value) if asked_for is Path and _is_plain_path(rules, value) else _LEFT_TO_TYPER


def _number(asked_for: type, rules: Any, value: Any) -> Any:  # noqa: ANN401
    if type(value) is asked_for and value == rules.default:
        return value
    if asked_for is not int or not isinstance(value, str) or rules.clamp:
        return _LEFT_TO_TYPER
    if not (value.isascii() and value.isdecimal() and len(value) <= _MOST_DIGITS):
        return _LEFT_TO_TYPER
    number = int(value)
    too_small = rules.min is not None and number < rules.min
    too_large = rules.max is not None and number > rules.max
    return _LEFT_TO_TYPER if too_small or too_large else number


def _member(choices: type[Enum], value: object) -> object:
    if isinstance(value, choices):
        return value
    same = (choice for choice in choices if choice.value == value)
    return next(same, _LEFT_TO_TYPER)


def _is_sound(text: str) -> bool:
    """Whether *text* is characters only: bytes that are none arrive as halves of characters."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def _is_plain_path(rules: Any, value: str) -> bool:  # noqa: ANN401
    if any(getattr(rules, check) for check in _PATH_CHECKS):
        return False
    if not (rules.file_okay and rules.dir_okay):
        return False
    return not Path(value).exists() or os.access(value, os.R_OK)
