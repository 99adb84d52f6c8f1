"""Write a file so that nobody ever sees half of it."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def atomic_write(target: Path) -> Iterator[Path]:
    """Yield a path to write to; what lies there at the end takes the place of *target*.

    If the body raises, or leaves no file there, *target* stays as it was. The path is in a
    folder of its own beside *target*, so that files which SQLite makes beside it go away too.

    Raises:
        OSError: Nothing can be written in the folder of *target*.
    """
    place = target.resolve()
    with tempfile.TemporaryDirectory(
        dir=place.parent, prefix=".unfinished-", ignore_cleanup_errors=True
    ) as folder:
        unfinished = Path(folder) / place.name
        yield unfinished
        if unfinished.exists():
            # The content has to reach the disk before the name does.
            with unfinished.open("rb+") as file:
                os.fsync(file.fileno())
            unfinished.replace(place)
