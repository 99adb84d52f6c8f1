"""Draw what the time of a lookup is spent on: groups above, their parts below."""

from collections.abc import Iterator, Mapping
from xml.sax.saxutils import escape

_WIDTH, _ROW, _TOP = 960, 46, 44
# The groups of `cold_start_parts.py`; white letters are legible on each colour.
_COLOURS = {"import": "#2f6fca", "open": "#1f7a54", "answer": "#a35f0c", "run": "#676d76"}
_LETTER = 6.6
_STYLE = """
  text { font: 12px sans-serif; fill: #ffffff; }
  .outside { fill: #24292f; }
  rect { stroke: #ffffff; stroke-width: 1; }
  @media (prefers-color-scheme: dark) {
    .outside { fill: #e6edf3; }
    rect { stroke: #0d1117; }
  }
"""


def draw(parts: Mapping[str, float]) -> str:
    """Return a picture as SVG.

    Args:
        parts: Seconds by "group: part".
    """
    total = sum(parts.values())
    height = _TOP + 2 * _ROW + 24 + 18 * len(parts)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img">',
        f"<title>Where {total * 1000:.0f} ms of one lookup go</title>",
        f"<style>{_STYLE}</style>",
        f'<text class="outside" x="0" y="24">One lookup in a new process, {total * 1000:.0f} ms'
        " while being timed; widths are shares</text>",
        *_bars(parts, total),
        *_legend(parts, total),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _bars(parts: Mapping[str, float], total: float) -> Iterator[str]:
    left = 0.0
    for group, colour in _COLOURS.items():
        in_group = {name: seconds for name, seconds in parts.items() if _group(name) == group}
        width = sum(in_group.values()) / total * _WIDTH
        yield from _box(
            left, _TOP, width, colour, f"{group} {sum(in_group.values()) * 1000:.0f} ms"
        )
        inner = left
        for name, seconds in sorted(in_group.items(), key=lambda pair: -pair[1]):
            yield from _box(
                inner, _TOP + _ROW, seconds / total * _WIDTH, colour, name.partition(": ")[2]
            )
            inner += seconds / total * _WIDTH
        left += width


def _legend(parts: Mapping[str, float], total: float) -> Iterator[str]:
    ordered = sorted(parts.items(), key=lambda pair: -pair[1])
    for row, (name, seconds) in enumerate(ordered):
        y = _TOP + 2 * _ROW + 28 + 18 * row
        yield f'<rect x="0" y="{y - 11}" width="12" height="12" fill="{_COLOURS[_group(name)]}"/>'
        label = f"{seconds * 1000:.1f} ms, {seconds / total:.0%}: {name}"
        yield f'<text class="outside" x="20" y="{y}">{escape(label)}</text>'


def _box(x: float, y: float, width: float, colour: str, label: str) -> Iterator[str]:
    yield (
        f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{_ROW}" fill="{colour}">'
        f"<title>{escape(label)}</title></rect>"
    )
    letters = int((width - 8) / _LETTER)
    if letters >= min(len(label), 5):
        shown = label if len(label) <= letters else f"{label[: letters - 1]}…"
        yield f'<text x="{x + 5:.1f}" y="{y + 28}">{escape(shown)}</text>'


def _group(name: str) -> str:
    return name.partition(": ")[0]
