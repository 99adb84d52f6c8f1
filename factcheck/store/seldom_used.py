"""Load the parts of a store that no look-up needs when somebody first asks for them."""

import sqlite3
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from factcheck.errors import StoreReadOnly

if TYPE_CHECKING:
    from factcheck.store.ledger import Ledger
    from factcheck.store.rating_mappings import RatingMappingTable
    from factcheck.store.saving import Saver
    from factcheck.store.source_checks import SourceCheckTable
    from factcheck.store.values import TextRules
    from factcheck.store.word_search import WordIndex
    from factcheck.store.writing import StateWriter


class SeldomUsed:
    """What a store can do beside answering; every part is loaded once, with its imports."""

    path: Path
    _connection: sqlite3.Connection
    _saver: "Saver | None"

    @cached_property
    def source_checks(self) -> "SourceCheckTable":
        """What was found when review pages were looked at."""
        from factcheck.store.source_checks import SourceCheckTable  # lazy: see above

        return SourceCheckTable(self.path, self._connection, self._state_writer)

    @cached_property
    def ledger(self) -> "Ledger":
        """What changed when, which input says what, and ways to take it back."""
        from factcheck.store.ledger import Ledger  # lazy: see above

        return Ledger(self.path, self._connection, self._state_writer)

    @cached_property
    def rating_mappings(self) -> "RatingMappingTable":
        """What a maintainer says that ratings mean."""
        from factcheck.store.rating_mappings import RatingMappingTable  # lazy: see above

        return RatingMappingTable(self.path, self._connection, self._state_writer)

    @property
    def _state_writer(self) -> "StateWriter | None":
        return self._saver.writer if self._saver else None

    def _writer(self) -> "Saver":
        if self._saver is None:
            raise StoreReadOnly(f"{self.path} was opened for reading; open it for writing")
        return self._saver


def new_saver(
    connection: sqlite3.Connection, words: "WordIndex", text_rules: "TextRules"
) -> "Saver":
    """Make what saves into a store that is open for writing."""
    from factcheck.store.saving import Saver  # lazy: readers save nothing

    return Saver(connection, words, text_rules)
