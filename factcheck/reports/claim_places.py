"""Say where a claim stood: in a list, a workbook, a document, a picture."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from factcheck.citations.translator import Translator
from factcheck.model import Answer, Match, PictureLine, Place
from factcheck.pictures.boxes import Box, around


def with_places(answer: Answer, place: Place) -> Answer:
    """Return *answer* to a claim that stood in *place*, with that of each sentence that matched.

    What was read in a picture gets its box there. Offsets of a sentence are into the claim.
    """
    if answer.picture is not None:
        picture = answer.picture
        box = _box(picture.lines, picture.text)
        place = replace(place, file=place.file or picture.name, box=box)
    found = (answer.matches, answer.near_misses)
    matches, near = (tuple(_placed(match, answer) for match in each) for each in found)
    where = None if place == Place() else place
    return replace(answer, place=where, matches=matches, near_misses=near)


def place_text(place: Place, t: Translator) -> str:
    """Return *place* in words, from the file down to the characters."""
    line = t("row {row}", row=place.line) if place.sheet else t("line {line}", line=place.line)
    heading = f"{place.letters} ('{place.column}')" if place.letters else f"'{place.column}'"
    parts = (
        place.file,
        place.sheet and t("sheet '{sheet}'", sheet=place.sheet),
        place.page and t("page {page}", page=place.page),
        place.timestamp,
        place.line and line,
        place.column and t("column {column}", column=heading),
        place.paragraph and t("paragraph {paragraph}", paragraph=place.paragraph),
        place.end and t("characters {start} to {end}", start=place.start, end=place.end),
        place.box and _box_in_words(place.box, t),
    )
    return ", ".join(str(part) for part in parts if part)


def _box_in_words(box: Box, t: Translator) -> str:
    left, top, width, height = box
    return t(
        "{width} × {height} pixels at {left}, {top}",
        width=width,
        height=height,
        left=left,
        top=top,
    )


def place_object(place: Place) -> dict[str, object]:
    """Return what is known of *place* as a JSON object."""
    known = {
        "file": place.file,
        "sheet": place.sheet,
        "page": place.page,
        "line": place.line,
        "column": place.column,
        "cell": f"{place.letters}{place.line}" if place.letters else "",
        "timestamp": place.timestamp,
        "paragraph": place.paragraph,
        "box": place.box and list(place.box),
    }
    span = {"start": place.start, "end": place.end} if place.end else {}
    return {name: value for name, value in known.items() if value} | span


def _placed(match: Match, answer: Answer) -> Match:
    span = _span(match.part, answer.claim) if match.part else None
    if span is None:
        return match
    box = None if answer.picture is None else _box(answer.picture.lines, match.part)
    return replace(match, place=Place(start=span[0], end=span[1], box=box))


def _box(lines: Sequence[PictureLine], text: str) -> Box | None:
    """Return the box around the *lines* that hold *text*; None where it is not in them."""
    ends = list(accumulate(len(line.text) + 1 for line in lines))
    span = _span(text, "\n".join(line.text for line in lines))
    if span is None:
        return None
    first, last = bisect_right(ends, span[0]), bisect_right(ends, span[1] - 1)
    return around([line.box for line in lines[first : last + 1]])


def _span(part: str, text: str) -> tuple[int, int] | None:
    """Find where the letters and digits of *part* begin and end in *text*, in whatever case."""
    places = [
        (letter, place)
        for place, character in enumerate(text)
        for letter in character.casefold()
        if letter.isalnum()
    ]
    wanted = "".join(filter(str.isalnum, part.casefold()))
    at = "".join(letter for letter, _ in places).find(wanted)
    if at < 0 or not wanted:
        return None
    return places[at][1], places[at + len(wanted) - 1][1] + 1
