"""Traverse the objects of JSON-LD: nested, in lists, wrapped, or by reference."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TypeGuard

JsonObject = Mapping[str, object]
# A value with the line of the page that it begins in.
Located = tuple[int, object]

_MAX_OBJECTS = 200_000
_MAX_VALUES = 100
_MAX_REFERENCES = 20
_BEFORE_NAME = re.compile(r"[/:#]")
_WRAPPERS = frozenset({"@value", "@list", "@set", "properties"})


def objects_in(found: Iterable[Located]) -> Iterator[tuple[int, JsonObject]]:
    """Yield every object at any depth, in the order of the page."""
    seen = 0
    for line, value in found:
        waiting = [value]
        while waiting and seen < _MAX_OBJECTS:
            one, seen = waiting.pop(), seen + 1
            if isinstance(one, dict):
                yield line, one
                inner: Iterable[object] = reversed(one.values())
            elif isinstance(one, list):
                inner = reversed(one)
            else:
                continue
            waiting += [part for part in inner if isinstance(part, dict | list)]


def has_type(node: JsonObject, wanted: str) -> bool:
    """Tell whether *node* says that it is a *wanted*, which is in small letters."""
    named = node.get("@type", node.get("type"))
    if isinstance(named, str):
        return _plain_type(named[:200]) == wanted
    return isinstance(named, list) and wanted in types_of(node)


def types_of(node: JsonObject) -> tuple[str, ...]:
    """Give the types of *node* in small letters and without their vocabulary."""
    named = node.get("@type", node.get("type"))
    types = named if isinstance(named, list) else [named]
    return tuple(_plain_type(name[:200]) for name in types if isinstance(name, str))


@lru_cache(maxsize=1_000)
def _plain_type(name: str) -> str:
    return _BEFORE_NAME.split(name.strip())[-1].casefold()


@lru_cache(maxsize=1_000)
def _steps(path: str) -> tuple[str, ...]:
    return tuple(path.split("."))


class References:
    """Finds values by their paths, where any step may be a list, a wrapper or a reference."""

    def __init__(self, by_id: Mapping[str, JsonObject]) -> None:
        """Follow references to the objects of *by_id*."""
        self._by_id = by_id

    def texts(self, node: object, path: str) -> Iterator[str]:
        """Yield the texts at *path*; what is no text there is left out."""
        for value in self.nodes(node, path):
            if isinstance(value, str):
                yield value
            elif isinstance(value, int | float) and not isinstance(value, bool):
                yield str(value)

    def nodes(self, node: object, path: str) -> list[object]:
        """Give what is at *path*, lists opened and references followed."""
        steps = _steps(path)
        # Most paths are not there at all.
        if self._stands_for_itself(node) and steps[0] not in node:
            return []
        found = self._opened(node)
        for step in steps:
            found = [
                inner
                for outer in found
                if isinstance(outer, dict) and step in outer
                for inner in self._opened(outer[step])
            ][:_MAX_VALUES]
            if not found:
                break
        return found

    @staticmethod
    def _stands_for_itself(value: object) -> TypeGuard[JsonObject]:
        return isinstance(value, dict) and len(value) > 1 and _WRAPPERS.isdisjoint(value)

    def _opened(self, value: object) -> list[object]:
        if isinstance(value, str) or self._stands_for_itself(value):
            return [value]
        opened: list[object] = []
        waiting, steps = [value], 0
        while waiting and len(opened) < _MAX_VALUES and steps < _MAX_VALUES * _MAX_REFERENCES:
            one, steps = waiting.pop(), steps + 1
            inner = self._inside(one)
            if inner is None:
                opened.append(one)
            else:
                waiting += reversed(inner[:_MAX_VALUES])
        return opened

    def _inside(self, value: object) -> list[object] | None:
        """Give what *value* only wraps, ``None`` where it stands for itself."""
        if isinstance(value, list):
            return value
        if isinstance(value, dict):
            if "name" not in value and not _WRAPPERS.isdisjoint(value):
                return [value[wrapper] for wrapper in sorted(_WRAPPERS & value.keys())][:1]
            if len(value) == 1 and str(value.get("@id")) in self._by_id:
                return [self._by_id[str(value["@id"])]]
        return None
