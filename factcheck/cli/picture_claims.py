"""Read the pictures that a command line or a list names, in its order, several at a time."""

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from factcheck.errors import InputError
from factcheck.formats.claim_list import LineProblem, Listed, ListedClaim
from factcheck.model import Kept, Picture
from factcheck.pictures.names import is_picture_name, names_picture
from factcheck.pictures.picture_reader import pictures_in, read_picture
from factcheck.pictures.tesseract import Tesseract


class PictureClaims:
    """Puts the text of a picture in the place of its name.

    Attributes:
        missing_packs: Debian packages without which letters were misread so far.
    """

    def __init__(self, packs: str = "", *, within: Path | None = None) -> None:
        """Read with the *packs* of Tesseract, such as ``ara+eng``; empty for Latin and Cyrillic.

        Args:
            packs: Tesseract is only looked for when there is a picture to read.
            within: The folder that a list's pictures lie in, at any depth: whoever sends a list
                must not have other files read. None where a person named each picture.
        """
        self._packs = packs
        self._within = None if within is None else within.resolve()
        self._tesseract: Tesseract | None = None
        self.missing_packs: tuple[str, ...] = ()

    def read(self, groups: Iterable[Sequence[Listed]]) -> Iterator[list[Listed]]:
        """Yield *groups*, with what was read in the pictures that they name.

        A picture that cannot be read is a problem of its line.

        Raises:
            MissingExtra: Something is not installed that pictures need.
        """
        threads = ThreadPoolExecutor(os.cpu_count() or 1)
        try:
            for group in groups:
                if not any(map(self._names_a_picture, group)):
                    yield list(group)
                    continue
                # One by one, so that the first need not wait for the last.
                tesseract = self._opened_tesseract()
                reading = [
                    threads.submit(self._read, line, tesseract)
                    if isinstance(line, ListedClaim) and self._names_a_picture(line)
                    else _done(line)
                    for line in group
                ]
                yield from ([future.result()] for future in reading)
        finally:
            threads.shutdown(cancel_futures=True)

    def _opened_tesseract(self) -> Tesseract:
        if self._tesseract is None:
            self._tesseract = Tesseract(self._packs)
            # Asked here, before several threads would ask at once.
            self.missing_packs = self._tesseract.missing_packs
        return self._tesseract

    def _names_a_picture(self, line: Listed) -> bool:
        return isinstance(line, ListedClaim) and names_picture(line.text, self._within)

    def _read(self, line: ListedClaim, tesseract: Tesseract) -> Listed:
        name = line.text.strip()
        path = (self._within or Path()) / name
        if self._within is not None and not path.resolve().is_relative_to(self._within):
            reason = f"{name} lies outside the folder of the list, {self._within}; move it there"
            return LineProblem(line.number, reason, line.kept)
        try:
            picture = read_picture(path, name, tesseract)
        except InputError as error:
            return LineProblem(line.number, str(error), line.kept)
        return replace(line, text=picture.text, picture=picture)


def read_one_picture(name: str, packs: str) -> tuple[Picture, tuple[str, ...]]:
    """Read one picture, and return it with the Debian packages that it may have needed too.

    Raises:
        InputError: It cannot be read.
        MissingExtra: Something is not installed that pictures need.
    """
    tesseract = Tesseract(packs)
    return read_picture(Path(name), name, tesseract), tesseract.missing_packs


def named_pictures(arguments: Iterable[str]) -> Iterator[list[Listed]]:
    """Yield pictures, and claims among them, as one group; names are kept beside answers."""
    yield [
        ListedClaim(number, text, kept=_kept(text))
        for number, text in enumerate(arguments, start=1)
        if text.strip()
    ]


def pictures_of(file: Path) -> list[Path]:
    """List the pictures that ``--file`` names: one picture, or a folder of them.

    Empty where *file* is neither.

    Raises:
        InputError: It is a folder without pictures.
    """
    if file.is_dir():
        return pictures_in(file)
    return [file] if is_picture_name(file.name) else []


def _kept(text: str) -> Kept:
    return {"picture": text if names_picture(text) else ""}


def _done(line: Listed) -> "Future[Listed]":
    future: Future[Listed] = Future()
    future.set_result(line)
    return future
