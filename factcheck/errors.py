"""The tree of exceptions: everything that goes wrong and that a user can act on.

    FactCheckError
    ├── UsageError            options or arguments make no sense together
    │   └── FactCheckChanged  a fact-check changed while somebody judged it
    ├── InputError            a file or a stream cannot be read as claims or records
    ├── StoreError            the store cannot be used
    │   ├── StoreNotFound     there is no store at that place
    │   ├── StoreTooNew       a newer factcheck wrote it
    │   ├── NotAStore         the file is something else, or damaged
    │   ├── StoreBusy         another ingest is writing
    │   └── StoreReadOnly     it cannot be written to
    ├── FactCheckNotFound     no fact-check has that id
    ├── EncoderError          vectors cannot be made
    │   ├── EncoderUnavailable  the encoder's weights or onnxruntime are missing here
    │   └── EncoderMismatch   the store's vectors come from another encoder
    ├── SourceError           a page on the web cannot be fetched
    │   ├── SourceRefused     it may not be fetched or read: unsafe, forbidden, too large
    │   ├── SourceNotFound    its server says that it is gone
    │   └── SourceUnavailable   it could not be fetched this time
    ├── ClusterError          Spark failed
    └── MissingExtra          an optional part of factcheck is not installed

Each message is one line that says what happened, to what, and what to do next.
"""

from enum import IntEnum


class ExitStatus(IntEnum):
    """The exit status, as grep has it: found, nothing found, error."""

    FOUND = 0
    OK = 0
    NOTHING_FOUND = 1
    ERROR = 2
    INTERRUPTED = 130


class FactCheckError(Exception):
    """Base of every error that factcheck raises on purpose."""

    status: ExitStatus = ExitStatus.ERROR


class UsageError(FactCheckError):
    """Options or arguments make no sense together."""


class FactCheckChanged(UsageError):
    """A fact-check is no longer what the person who judged it saw."""


class InputError(FactCheckError):
    """A file or a stream cannot be read as claims or records."""


class StoreError(FactCheckError):
    """The store cannot be used."""


class StoreNotFound(StoreError):
    """There is no store at that place."""


class StoreTooNew(StoreError):
    """A newer factcheck wrote this store."""


class NotAStore(StoreError):
    """The file is something else than a store, or it is damaged."""


class StoreBusy(StoreError):
    """Another process is writing to the store."""


class StoreReadOnly(StoreError):
    """The store, or the disk that it lies on, cannot be written to."""


class FactCheckNotFound(FactCheckError):
    """No fact-check has that id."""


class EncoderError(FactCheckError):
    """Vectors cannot be made."""


class EncoderUnavailable(EncoderError):
    """The encoder's weights or onnxruntime are missing on this machine."""


class EncoderMismatch(EncoderError):
    """The store's vectors come from another encoder."""


class SourceError(FactCheckError):
    """A page on the web cannot be fetched."""


class SourceRefused(SourceError):
    """The page may not be fetched or read: it is unsafe, forbidden or too large."""


class SourceNotFound(SourceError):
    """The server says that the page is gone."""


class SourceUnavailable(SourceError):
    """The page could not be fetched this time; it may be later."""


class ClusterError(FactCheckError):
    """Spark failed."""


class MissingExtra(FactCheckError):
    """An optional part of factcheck is needed and not installed."""
