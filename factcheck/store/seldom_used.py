"""Load the parts of a store that no look-up needs when somebody first asks for them."""

import sqlite3
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from factcheck.errors import StoreReadOnly

if TYPE_CHECKING:
    from factcheck.store.ledger import Ledger
    from factcheck.store.link_check_table import LinkCheckTable
    from factcheck.store.rating_override_table import RatingOverrideTable
    from factcheck.store.repository import Repository
    from factcheck.store.revision_writer import StateWriter
    from factcheck.store.store_types import TextRules
    from factcheck.store.word_index import WordIndex


class SeldomUsed:
    """What a store can do beside answering; every part is loaded once, with its imports."""

    path: Path
    _connection: sqlite3.Connection
    _saver: "Repository | None"

    @cached_property
    def source_checks(self) -> "LinkCheckTable":
        """What was found when review pages were looked at."""
        from factcheck.store.link_check_table import LinkCheckTable  # lazy: see above

        return LinkCheckTable(self.path, self._connection, self._state_writer)

    @cached_property
    def ledger(self) -> "Ledger":
        """What changed when, which input says what, and ways to take it back."""
        from factcheck.store.ledger import Ledger  # lazy: see above

        return Ledger(self.path, self._connection, self._state_writer)

    @cached_property
    def rating_mappings(self) -> "RatingOverrideTable":
        """What a maintainer says that ratings mean."""
        from factcheck.store.rating_override_table import RatingOverrideTable  # lazy: see above

        return RatingOverrideTable(self.path, self._connection, self._state_writer)

    @property
    def _state_writer(self) -> "StateWriter | None":
        return self._saver.writer if self._saver else None

    def _writer(self) -> "Repository":
        if self._saver is None:
            raise StoreReadOnly(f"{self.path} was opened for reading; open it for writing")
        return self._saver


def new_saver(
    connection: sqlite3.Connection, words: "WordIndex", text_rules: "TextRules"
) -> "Repository":
    """Make what saves into a store that is open for writing."""
    from factcheck.store.repository import Repository  # lazy: readers save nothing

    return Repository(connection, words, text_rules)
