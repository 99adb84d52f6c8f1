"""Read SRT and WebVTT subtitles as running text, with the time of each cue."""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from factcheck.errors import InputError
from factcheck.formats.document_text import DocumentText, TextBuilder
from factcheck.model import Place

_CLOCK = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
_TIMING = re.compile(rf"\s*{_CLOCK}\s*-->\s*{_CLOCK}", re.ASCII)
_VOICE = re.compile(r"<v(?:\.[^\s>]{1,40})?\s([^<>]{1,80})>")
_TAG = re.compile(r"<[^<>]{0,200}>|\{\\[^{}]{0,200}\}")
_SOUND = re.compile(r"[\[(][^\[\]()]{0,80}[\])]|[♪♫]+")
# Another person begins to speak.
_TURN = re.compile(r"(?:[-–—]|>>+)\s*")
# Silence, in seconds, after which a new paragraph begins: behind a sentence, or in any case.
_PAUSE = 4.0
_LONG_PAUSE = 10.0
# Characters behind which a paragraph ends with its next sentence.
_LONG_PARAGRAPH = 600


@dataclass(frozen=True, slots=True)
class _Cue:
    """A subtitle.

    Attributes:
        begin: In seconds; *end* too.
        line: In the file, counted from 1.
    """

    begin: float
    end: float
    line: int
    rows: tuple[str, ...]


def read_subtitles(text: str, name: str) -> DocumentText:
    """Read subtitles; sentences go on from one cue into the next.

    Raises:
        InputError: There is no cue.
    """
    cues = list(_cues(text.splitlines()))
    if not cues:
        raise InputError(f"{name} has no subtitles with a time, such as 00:01:02,000 --> …")
    builder = TextBuilder()
    ended = 0.0
    shown: Sequence[str] = ()
    for cue in cues:
        pause = cue.begin - ended
        if pause >= _LONG_PAUSE or (builder.ends_a_sentence and _is_break(builder, pause)):
            builder.end_paragraph()
        _add_rows(builder, _new_rows(cue.rows, shown if pause < _PAUSE else ()), cue)
        ended, shown = cue.end, cue.rows
    return builder.build(name, "subtitles")


def _is_break(builder: TextBuilder, pause: float) -> bool:
    return pause >= _PAUSE or builder.paragraph_length >= _LONG_PARAGRAPH


def _cues(lines: Iterable[str]) -> Iterator[_Cue]:
    timing: tuple[float, float, int] | None = None
    rows: list[str] = []
    for number, line in enumerate((*lines, ""), start=1):
        found = _TIMING.match(line)
        if found is None and line.strip():
            rows.append(line.strip())
            continue
        if timing is not None:
            # The number of the next cue, where no empty line stands between the two.
            kept = rows[:-1] if found and rows and rows[-1].isdecimal() else rows
            yield _Cue(*timing, tuple(kept))
        groups = found.groups() if found else ()
        timing = (_seconds(groups[:4]), _seconds(groups[4:]), number) if found else None
        rows = []


def _seconds(clock: Sequence[str | None]) -> float:
    hours, minutes, seconds, fraction = (part or "0" for part in clock)
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{fraction}")


def _new_rows(rows: Sequence[str], shown: Sequence[str]) -> Sequence[str]:
    """Leave out what the cue before showed last: rolling captions repeat it."""
    plain, before = [_plain(row) for row in rows], [_plain(row) for row in shown]
    for size in range(min(len(rows), len(shown)), 0, -1):
        if plain[:size] == before[-size:]:
            return rows[size:]
    return rows


def _add_rows(builder: TextBuilder, rows: Iterable[str], cue: _Cue) -> None:
    place = Place(line=cue.line, timestamp=_timestamp(cue.begin))
    for row in rows:
        voice = _VOICE.search(row)
        words = _plain(row)
        turn = _TURN.match(words)
        if voice or turn:
            builder.end_paragraph(html.unescape(voice[1]).strip() if voice else "")
        builder.add(words[turn.end() :] if turn else words, place)


def _plain(row: str) -> str:
    return _SOUND.sub(" ", html.unescape(_TAG.sub("", row))).strip()


def _timestamp(seconds: float) -> str:
    milliseconds = round(seconds * 1_000)
    minutes, rest = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{rest // 1_000:02}.{rest % 1_000:03}"
