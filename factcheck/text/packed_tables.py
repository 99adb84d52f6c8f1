"""Read the tables that people write in TOML, in the form in which they load fastest.

Reading TOML takes twenty times as long as reading the same in JSON, and a look-up needs half a
dozen tables. So each has a copy in `packed/`, made by `tools/pack_tables.py`. A copy counts only
while it is one of the table as it stands; where it is not, the table itself is read.
"""

import json
import zlib
from collections.abc import Callable
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

_ROOM = resources.files("factcheck.text")


def read_table(name: str, room: Traversable = _ROOM) -> dict[str, Any]:
    """Read a table, such as ``languages`` or ``vocabulary/en``; empty where there is none."""
    written = _written(name, room)
    packed = _copy(packed_name(name), written, room)
    if packed is not None or not written:
        return packed or {}
    import tomllib  # lazy: only where somebody has changed a table since it was packed

    return tomllib.loads(written.decode("utf-8"))


def made_of_table(
    name: str, source: str, make: Callable[[], dict[str, Any]], room: Traversable = _ROOM
) -> dict[str, Any]:
    """Read what was made of the table *source* when it was packed, or *make* it now."""
    packed = _copy(name, _written(source, room), room)
    return make() if packed is None else packed


def packed_name(name: str) -> str:
    """Name the copy of a table; all copies lie in one folder."""
    return name.replace("/", "-")


def packed_copy(written: bytes, table: dict[str, Any]) -> str:
    """Write a copy of *table*, which stands for what is *written*."""
    packed = {"crc32": zlib.crc32(written), "table": table}
    return json.dumps(packed, ensure_ascii=False, separators=(",", ":"))


def _written(name: str, room: Traversable) -> bytes:
    source = room.joinpath(f"{name}.toml")
    return source.read_bytes() if source.is_file() else b""


def _copy(name: str, written: bytes, room: Traversable) -> dict[str, Any] | None:
    copy = room.joinpath("packed", f"{name}.json")
    if not copy.is_file():
        return None
    packed: dict[str, Any] = json.loads(copy.read_bytes())
    table: dict[str, Any] = packed["table"]
    return table if packed["crc32"] == zlib.crc32(written) else None
