"""Read tables that are maintained in TOML from packed copies in JSON, which load faster.

Reading TOML takes twenty times as long as JSON, and a lookup needs half a dozen tables. Each has
a copy in `packed/`, written by `tools/pack_tables.py`, with a checksum of the table. Where the
table has changed since, the table itself is read.
"""

import json
import zlib
from collections.abc import Callable
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

_FOLDER = resources.files("factcheck.text")


def read_table(name: str, folder: Traversable = _FOLDER) -> dict[str, Any]:
    """Read a table, such as ``languages`` or ``vocabulary/en``; empty where there is none."""
    written = _written(name, folder)
    packed = _copy(packed_name(name), written, folder)
    if packed is not None or not written:
        return packed or {}
    import tomllib  # lazy: only for a table that changed since it was packed

    return tomllib.loads(written.decode("utf-8"))


def derived_table(
    name: str, source: str, make: Callable[[], dict[str, Any]], folder: Traversable = _FOLDER
) -> dict[str, Any]:
    """Read the table *name* that was derived from *source* when packed, or *make* it now."""
    packed = _copy(name, _written(source, folder), folder)
    return make() if packed is None else packed


def packed_name(name: str) -> str:
    """Return the file name of a table's copy, without its ending."""
    return name.replace("/", "-")


def packed_copy(written: bytes, table: dict[str, Any]) -> str:
    """Return the copy of *table* in JSON, with the checksum of its source, *written*."""
    packed = {"crc32": zlib.crc32(written), "table": table}
    return json.dumps(packed, ensure_ascii=False, separators=(",", ":"))


def _written(name: str, folder: Traversable) -> bytes:
    source = folder.joinpath(f"{name}.toml")
    return source.read_bytes() if source.is_file() else b""


def _copy(name: str, written: bytes, folder: Traversable) -> dict[str, Any] | None:
    copy = folder.joinpath("packed", f"{name}.json")
    if not copy.is_file():
        return None
    packed: dict[str, Any] = json.loads(copy.read_bytes())
    table: dict[str, Any] = packed["table"]
    return table if packed["crc32"] == zlib.crc32(written) else None
