"""Write the lines of a PDF on standard input as JSON, a page a line; run as a process.

The first line is ``{"pages": 12}`` or ``{"error": "is encrypted"}``. The process limits its own
memory, and whoever starts it its time: a PDF can keep its reader busy for hours.
"""

import io
import json
import sys
from collections.abc import Iterator
from contextlib import suppress

MAX_PAGES = 2_000
# Characters of all pages together.
_MAX_CHARACTERS = 6_000_000
_MAX_MEMORY = 2_000_000_000


def main() -> None:
    """Read standard input, write standard output."""
    _limit_memory()
    for record in _records(sys.stdin.buffer.read()):
        sys.stdout.write(json.dumps(record) + "\n")
        sys.stdout.flush()


def _limit_memory() -> None:
    # lazy: Windows has no such module
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MAX_MEMORY, _MAX_MEMORY))


def _records(content: bytes) -> Iterator[dict[str, object]]:
    # lazy: an extra, of which the parent process needs nothing
    from pypdf import PdfReader
    from pypdf.errors import DependencyError

    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            yield {"error": "is encrypted: save it without a password first"}
            return
        total = len(reader.pages)
    except DependencyError:
        yield {"error": "is encrypted: save it without a password first"}
        return
    except Exception as error:  # noqa: BLE001 - hostile files raise anything
        yield {"error": f"is a damaged PDF: {' '.join(str(error).split())[:200]}"}
        return
    yield {"pages": total}
    left = _MAX_CHARACTERS
    for index in range(min(total, MAX_PAGES)):
        try:
            text = reader.pages[index].extract_text()
        except Exception:  # noqa: BLE001 - as above; the other pages may be sound
            text = ""
        yield {"lines": text[:left].split("\n")}
        left -= len(text)
        if left <= 0:
            return


if __name__ == "__main__":
    main()
