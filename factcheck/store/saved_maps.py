"""How the columns of an input are mapped, kept in the store for the next time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from factcheck.store.connection import StorePart, transaction, translate_sqlite_errors
from factcheck.store.row_mapping import DamagedRecordError, as_json, read_json

_PREFIX = "map:"


@dataclass(frozen=True, slots=True)
class SavedMap:
    """How to read an input.

    Attributes:
        map: Its columns to our fields.
        day_first: How to read ``03/04/2021``, None where nobody said.
    """

    map: Mapping[str, str] = field(default_factory=dict)
    day_first: bool | None = None


class SavedMapTable(StorePart):
    """The maps by name, in the table of the store's settings."""

    @translate_sqlite_errors
    def first(self, names: Iterable[str]) -> tuple[str, SavedMap] | None:
        """Return the first of *names* that has a map, and the map; None if none has."""
        for name in names:
            row = self._connection.execute(
                "SELECT value FROM meta WHERE name = ?", (_PREFIX + name,)
            ).fetchone()
            if row:
                return name, _read(row[0])
        return None

    @translate_sqlite_errors
    def save(self, name: str, saved: SavedMap) -> None:
        """Keep *saved* under *name* in place of what was kept; an empty one is forgotten."""
        with transaction(self._connection):
            self._connection.execute("DELETE FROM meta WHERE name = ?", (_PREFIX + name,))
            if saved != SavedMap():
                value = as_json({"map": dict(saved.map), "day_first": saved.day_first})
                row = (_PREFIX + name, value)
                self._connection.execute("INSERT INTO meta(name, value) VALUES(?,?)", row)


def _read(text: object) -> SavedMap:
    value = read_json(text, dict)
    columns, day_first = value.get("map"), value.get("day_first")
    if not isinstance(columns, dict) or day_first not in (None, True, False):
        raise DamagedRecordError("a map of columns is not what was written")
    return SavedMap({column: str(name) for column, name in columns.items()}, day_first)
