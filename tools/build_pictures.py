"""Draw the pictures of a terminal that the documentation shows: docs/pictures/, by real commands.

Run ``python tools/build_pictures.py`` after a change of what is printed, as ``just cog`` does; a
test compares the words. The drawings name no font of another host.
"""

from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text
from transcript import ROOT, new_desk

# Each picture shows its last command, as typed in a folder with the examples; others go before it.
PICTURES = {
    "match": [
        "factcheck lookup --db claims.db.example "
        '"Second season of the series Chernobyl will be filmed in a Bosnian town."'
    ],
    "conflict": [
        "factcheck ingest --quiet examples/tutorial/fact-checks.csv",
        'factcheck lookup "Was the old bridge really closed for 3 years?"',
    ],
}
# Narrow enough to be read on a phone.
COLUMNS = 64
FOLDER = ROOT / "docs" / "pictures"
# On this background even dim words have the contrast that WCAG AA asks for, 4.5 : 1.
_THEME = TerminalTheme(
    (18, 18, 18),
    (238, 238, 238),
    [
        (75, 75, 75),
        (255, 115, 115),
        (120, 210, 120),
        (235, 200, 90),
        (110, 170, 255),
        (215, 140, 235),
        (90, 205, 215),
        (238, 238, 238),
    ],
)
_FORMAT = """\
<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{
    font-family: ui-monospace, "Cascadia Mono", "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
    font-size: {char_height}px;
    line-height: {line_height}px;
}}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""  # noqa: E501


def picture(name: str) -> str:
    """Draw one picture as SVG."""
    console = Console(
        record=True, width=COLUMNS, file=StringIO(), force_terminal=True, color_system="standard"
    )
    with new_desk(FORCE_COLOR="1", COLUMNS=str(COLUMNS)) as desk:
        *_, printed = [desk(line) for line in PICTURES[name]]
    console.print(Text.assemble(("$ ", "dim"), (PICTURES[name][-1], "bold")))
    console.print(Text.from_ansi(printed))
    return console.export_svg(title="", theme=_THEME, code_format=_FORMAT, unique_id=name)


def main() -> None:
    """Write the pictures."""
    FOLDER.mkdir(exist_ok=True)
    for name in PICTURES:
        target = Path(FOLDER, f"{name}.svg")
        target.write_text(picture(name), "utf-8", newline="\n")
        print(target.relative_to(ROOT))


if __name__ == "__main__":
    main()
