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

# The function is called ingest where it is defined; here that is the name of its module.
_DEFINED_IN = {
    "Answer": ("factcheck.model", "Answer"),
    "DatedClaim": ("factcheck.lookup", "DatedClaim"),
    "Decision": ("factcheck.model", "Decision"),
    "FactCheck": ("factcheck.model", "FactCheck"),
    "FactCheckError": ("factcheck.errors", "FactCheckError"),
    "Filters": ("factcheck.model", "Filters"),
    "IngestOptions": ("factcheck.ingest", "IngestOptions"),
    "Lookup": ("factcheck.lookup", "Lookup"),
    "LookupOptions": ("factcheck.lookup", "LookupOptions"),
    "Match": ("factcheck.model", "Match"),
    "Store": ("factcheck.store.store", "Store"),
    "Verdict": ("factcheck.model", "Verdict"),
    "__version__": ("factcheck.store.producer", "__version__"),
    "default_encoder": ("factcheck.neural.encoder", "default_encoder"),
    "ingest_records": ("factcheck.ingest", "ingest"),
    "open_store": ("factcheck.store.store", "open_store"),
}


def __getattr__(name: str) -> object:
    """Load a public name from the module that defines it."""
    if name not in _DEFINED_IN:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, defined_as = _DEFINED_IN[name]
    value: object = getattr(import_module(module), defined_as)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted({*globals(), *__all__})
