"""Look up whether a claim has already been fact-checked: what other programs may use.

These names stay; every other module may change between versions. They are loaded when
they are first used, so that ``import factcheck`` costs next to nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from factcheck.errors import FactCheckError
    from factcheck.ingest import IngestOptions
    from factcheck.ingest import ingest as ingest_records
    from factcheck.lookup import DatedClaim, Lookup, LookupOptions
    from factcheck.model import Answer, Decision, FactCheck, Filters, Match, Verdict
    from factcheck.neural.encoder import default_encoder
    from factcheck.store.producer import __version__
    from factcheck.store.store import Store, open_store

__all__ = [
    "Answer",
    "DatedClaim",
    "Decision",
    "FactCheck",
    "FactCheckError",
    "Filters",
    "IngestOptions",
    "Lookup",
    "LookupOptions",
    "Match",
    "Store",
    "Verdict",
    "__version__",
    "default_encoder",
    "ingest_records",
    "open_store",
]

_DEFINED_IN = {
    "Answer": "factcheck.model",
    "DatedClaim": "factcheck.lookup",
    "Decision": "factcheck.model",
    "FactCheck": "factcheck.model",
    "FactCheckError": "factcheck.errors",
    "Filters": "factcheck.model",
    "IngestOptions": "factcheck.ingest",
    "Lookup": "factcheck.lookup",
    "LookupOptions": "factcheck.lookup",
    "Match": "factcheck.model",
    "Store": "factcheck.store.store",
    "Verdict": "factcheck.model",
    "__version__": "factcheck.store.producer",
    "default_encoder": "factcheck.neural.encoder",
    "ingest_records": "factcheck.ingest",
    "open_store": "factcheck.store.store",
}
# factcheck.ingest is the module, so its function has another name here.
_DEFINED_AS = {"ingest_records": "ingest"}


def __getattr__(name: str) -> object:
    """Load a public name from the module that defines it."""
    if name not in _DEFINED_IN:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(_DEFINED_IN[name]), _DEFINED_AS.get(name, name))
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted({*globals(), *__all__})
