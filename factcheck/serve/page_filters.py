"""The filters of a form: what was typed into it, and what there is to choose from."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request

from factcheck.citations.labels import VERDICTS, language_name
from factcheck.model import Filters
from factcheck.serve.page_view import view_of
from factcheck.serve.requested_filters import requested_filters
from factcheck.serve.responses import lookup_of
from factcheck.store.filter_query import KnownValues
from factcheck.store.store import Store

# Characters of a claim in an address; a whole article belongs into a list.
LONGEST_CLAIM = 5_000
# A longer list is no help in a browser.
_MOST_PUBLISHERS = 500


@dataclass(frozen=True, slots=True)
class TypedFilters:
    """What the fields of a form hold, as it was typed."""

    lang: str = ""
    publisher: str = ""
    verdict: str = ""
    since: str = ""

    @classmethod
    def of(cls, fields: Mapping[str, object]) -> "TypedFilters":
        """Return what *fields* of an address or a form hold."""
        return cls(**{name: str(fields.get(name) or "") for name in cls.__slots__})

    @property
    def any(self) -> bool:
        """Whether there is something in a field."""
        return self != TypedFilters()

    def filters(self) -> Filters:
        """Return the filters.

        Raises:
            UsageError: A language, a verdict or a date is none.
        """
        return requested_filters([self.lang], [self.publisher], [self.verdict], self.since)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the fields of a form can be set to: values with their names for people."""

    languages: tuple[tuple[str, str], ...]
    publishers: tuple[str, ...]
    verdicts: tuple[tuple[str, str], ...]


async def choices_for(request: Request) -> Choices:
    """Return what the store has, in the words of the reader's language."""
    known, t = await _known_values(request), view_of(request).t
    languages = ((code, language_name(code, t)) for code in known.languages)
    return Choices(
        tuple(sorted(languages, key=lambda choice: choice[1].casefold())),
        known.publishers[:_MOST_PUBLISHERS],
        tuple((verdict.value, t(name)) for verdict, name in VERDICTS.items()),
    )


async def _known_values(request: Request) -> KnownValues:
    """Return what the store has, counted once for each moment of it."""

    def read(store: Store, version: str) -> tuple[str, KnownValues]:
        kept: tuple[str, KnownValues] | None = getattr(request.app.state, "known_values", None)
        return kept if kept and kept[0] == version else (version, store.known_values())

    request.app.state.known_values = await lookup_of(request).read(read)
    known: KnownValues = request.app.state.known_values[1]
    return known
