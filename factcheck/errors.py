"""Everything that can go wrong and that a user can do something about.

    FactCheckError
    ├── UsageError            what was asked for makes no sense
    ├── InputError            a file or a stream cannot be read as claims or records
    ├── StoreError            the store cannot be used
    │   ├── StoreNotFound     there is no store at that place
    │   ├── StoreTooNew       a newer factcheck wrote it
    │   ├── NotAStore         the file is something else, or damaged
    │   ├── StoreBusy         another ingest is writing
    │   └── StoreReadOnly     it cannot be written to
    ├── FactCheckNotFound     no fact-check has that id
    ├── EncoderError          vectors cannot be made
    │   ├── EncoderUnavailable  the encoder's weights or its engine are missing here
    │   └── EncoderMismatch   the store's vectors come from another encoder
    ├── SourceError           a page on the web cannot be had
    │   ├── SourceRefused     we will not fetch or read it: unsafe, unwelcome, too large
    │   ├── SourceNotFound    its server says that it is gone
    │   └── SourceUnavailable   it could not be had this time
    ├── ClusterError          Spark could not do its part
    └── MissingExtra          an optional part of factcheck is not installed

Each message is one line that says what happened, to what, and what to do next.
"""

from enum import IntEnum


class ExitStatus(IntEnum):
    """What a shell sees, after grep: found, nothing found, trouble."""

    FOUND = 0
    OK = 0
    NOTHING_FOUND = 1
    ERROR = 2
    INTERRUPTED = 130


class FactCheckError(Exception):
    """Base of every error that factcheck raises on purpose."""

    status: ExitStatus = ExitStatus.ERROR


class UsageError(FactCheckError):
    """What was asked for makes no sense."""


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
    """The encoder's weights or its engine are missing on this machine."""


class EncoderMismatch(EncoderError):
    """The store's vectors come from another encoder."""


class SourceError(FactCheckError):
    """A page on the web cannot be had."""


class SourceRefused(SourceError):
    """We will not fetch or read this page: it is unsafe, unwelcome or too large."""


class SourceNotFound(SourceError):
    """The server says that the page is gone."""


class SourceUnavailable(SourceError):
    """The page could not be had this time; it may be later."""


class ClusterError(FactCheckError):
    """Spark could not do its part."""


class MissingExtra(FactCheckError):
    """An optional part of factcheck is needed and not installed."""
