"""Write responses to a compressed WARC file, as web archives do."""

import os
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import BinaryIO, Self

from factcheck.errors import InputError, MissingExtra
from factcheck.store.producer import PROJECT_PAGE, __version__

# Headers on the packing and the length of a body; ours is unpacked and whole.
_OF_THE_WIRE = frozenset(("content-encoding", "transfer-encoding", "content-length", "connection"))
_HIDDEN_HEADERS = frozenset(("set-cookie",))


class WarcFile:
    """A WARC 1.1 file (ISO 28500), each record packed by itself; made with the first answer.

    Bodies stand in it unpacked, so ``Content-Encoding`` is left out of their headers.
    Several threads may share one.
    """

    def __init__(self, folder: Path, clock: Callable[[], datetime]) -> None:
        """Write into a new file in *folder*, which is made where it is missing.

        Raises:
            MissingExtra: factcheck-claims[warc] is not installed.
            InputError: Nothing can be written there.
        """
        try:
            from warcio.warcwriter import WARCWriter  # lazy: an extra, and slow to load
        except ImportError as error:
            raise MissingExtra(
                "--warc needs 'warcio'; install it with: pip install 'factcheck-claims[warc]'"
            ) from error
        now = clock()
        self.path = folder / f"factcheck-{now:%Y%m%d%H%M%S}-{os.getpid()}.warc.gz"
        self._clock = clock
        self._lock = Lock()
        self._stream = _new_file(self.path)
        self._writer = WARCWriter(self._stream, gzip=True, warc_version="WARC/1.1")
        about = {"software": f"factcheck/{__version__} (+{PROJECT_PAGE})", "format": "WARC 1.1"}
        record = self._writer.create_warcinfo_record(self.path.name, about)
        self._writer.write_record(record)

    def __enter__(self) -> Self:
        """Give the file itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close it."""
        with self._lock:
            self._stream.close()

    def keep(self, url: str, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        """Append one answer; once the file is closed, nothing happens."""
        from warcio.statusandheaders import StatusAndHeaders  # lazy: as above

        kept = [(name, value) for name, value in headers if _is_kept(name)]
        kept.append(("Content-Length", str(len(body))))
        head = StatusAndHeaders(_status_line(status), kept, protocol="HTTP/1.1")
        at = self._clock().strftime("%Y-%m-%dT%H:%M:%SZ")
        with self._lock:
            if self._stream.closed:
                return
            record = self._writer.create_warc_record(
                url,
                "response",
                payload=BytesIO(body),
                length=len(body),
                http_headers=head,
                warc_headers_dict={"WARC-Date": at},
            )
            self._writer.write_record(record)
            self._stream.flush()


def _new_file(path: Path) -> BinaryIO:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("xb")
    except OSError as error:
        reason = error.strerror or error
        raise InputError(f"{path} cannot be written: {reason}; check --warc") from error


def _is_kept(name: str) -> bool:
    # A cookie would let readers of the file continue our session.
    return name.lower() not in _OF_THE_WIRE | _HIDDEN_HEADERS


def _status_line(status: int) -> str:
    known = {each.value: each.phrase for each in HTTPStatus}
    return f"{status} {known.get(status, '')}".strip()
