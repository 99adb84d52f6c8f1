"""Put a workbook of one sheet together as the zip archive of XML parts that XLSX is.

Rows go into the archive as they come, so that only addresses of links are kept in memory.
"""

import shutil
import zipfile
from collections.abc import Iterator
from io import BufferedWriter
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast
from xml.sax.saxutils import quoteattr

from factcheck.errors import UsageError

# Numbers of the styles of cells, in the order of `_STYLES`.
PLAIN, LINK, QUOTED, DAY = range(4)
# Of the sheet as XML: for more, zip needs an extension that not every spreadsheet reads.
MOST_BYTES = (1 << 31) - 1
_IN_MEMORY_BYTES = 1 << 20
_BUFFER_BYTES = 1 << 16
# The same rows give the same bytes.
_NO_TIME = (1980, 1, 1, 0, 0, 0)

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_SHEET = "xl/worksheets/sheet1.xml"
_SHEET_RELATIONS = "xl/worksheets/_rels/sheet1.xml.rels"
_RELATIONS_BEGIN = f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'

_TYPES = (
    f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships'
    f'+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
    f'<Override PartName="/{_SHEET}" ContentType="{_KIND}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/></Types>'
)
_RELATIONS = (
    f'{_RELATIONS_BEGIN}<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>'
)
_WORKBOOK = (
    f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="factcheck" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_WORKBOOK_RELATIONS = (
    f'{_RELATIONS_BEGIN}<Relationship Id="rId1" Type="{_OFFICE}/worksheet" '
    'Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
)
_STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy-mm-dd"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font>'
    '<font><u/><sz val="11"/><color rgb="FF0563C1"/><name val="Calibri"/><family val="2"/></font>'
    "</fonts>"
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="1" applyFont="1"/>'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    "</cellXfs>"
    '<cellStyles count="2"><cellStyle name="Normal" xfId="0" builtinId="0"/>'
    '<cellStyle name="Hyperlink" xfId="1" builtinId="8"/></cellStyles></styleSheet>'
)
# Programs that tell a file by its first bytes look for the first of them there.
_PARTS = (
    ("[Content_Types].xml", _TYPES),
    ("_rels/.rels", _RELATIONS),
    ("xl/workbook.xml", _WORKBOOK),
    ("xl/_rels/workbook.xml.rels", _WORKBOOK_RELATIONS),
    ("xl/styles.xml", _STYLES),
)
_SHEET_BEGIN = (
    f'{_XML}<worksheet xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheetViews>'
    '<sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" '
    'state="frozen"/></sheetView></sheetViews><sheetData>'
)


class WorkbookPackage:
    """An unfinished workbook, whose first row stays in sight."""

    def __init__(self) -> None:
        """Begin its sheet."""
        self._file = SpooledTemporaryFile(_IN_MEMORY_BYTES)  # noqa: SIM115 - `close` closes it
        # Type: it can be sought and read as a file.
        self._archive = zipfile.ZipFile(cast("BinaryIO", self._file), "w", zipfile.ZIP_DEFLATED)
        for name, xml in _PARTS:
            self._archive.writestr(_entry(name), xml)
        self._sheet = BufferedWriter(self._archive.open(_entry(_SHEET), "w"), _BUFFER_BYTES)
        self._sheet.write(_SHEET_BEGIN.encode())
        self._bytes = 0
        self._links: list[tuple[str, str]] = []

    def add_row(self, xml: str) -> None:
        """Add a ``<row>``.

        Raises:
            UsageError: The sheet would be larger than a workbook holds.
        """
        row = xml.encode()
        self._bytes += len(row)
        if self._bytes > MOST_BYTES:
            raise UsageError("the table is larger than a workbook may be, 2 GiB; write CSV")
        self._sheet.write(row)

    def link(self, cell: str, url: str) -> None:
        """Let *cell*, such as ``B3``, lead to *url*."""
        self._links.append((cell, url))

    def save(self, into: BinaryIO) -> None:
        """Write all of it; no row can be added any more."""
        self._sheet.write(b"</sheetData>")
        self._sheet.writelines(part.encode() for part in self._hyperlinks())
        self._sheet.write(b"</worksheet>")
        self._sheet.close()
        if self._links:
            with self._archive.open(_entry(_SHEET_RELATIONS), "w") as part:
                part.writelines(each.encode() for each in self._targets())
        self._archive.close()
        self._file.seek(0)
        shutil.copyfileobj(self._file, into)

    def close(self) -> None:
        """Drop what is kept on the disk until it is saved."""
        self._sheet.close()
        self._archive.close()
        self._file.close()

    def _hyperlinks(self) -> Iterator[str]:
        if self._links:
            yield "<hyperlinks>"
            for number, (cell, _) in enumerate(self._links, start=1):
                yield f'<hyperlink ref="{cell}" r:id="rId{number}"/>'
            yield "</hyperlinks>"

    def _targets(self) -> Iterator[str]:
        yield _RELATIONS_BEGIN
        for number, (_, url) in enumerate(self._links, start=1):
            yield (
                f'<Relationship Id="rId{number}" Type="{_OFFICE}/hyperlink" '
                f'Target={quoteattr(url)} TargetMode="External"/>'
            )
        yield "</Relationships>"


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _NO_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry
