"""A file is opened whatever it is called, packed or written in."""

import gzip
import io
import os
import threading
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.errors import InputError
from factcheck.formats.encoding_detection import detect_encoding
from factcheck.formats.input_files import open_input
from factcheck.formats.read_options import ReadOptions
from factcheck.formats.record_reader import read_records
from factcheck.formats.sniffing import JSON, JSON_LINES, TAB_TABLE, TABLE
from factcheck.model import RecordProblem

_TABLE = "claim,rating\nVoda je zatrovana u čitavom gradu Đurđevcu.,Netačno\n"
_LINES = '{"claim": "The dam broke"}\n{"claim": "It did not"}\n'


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        pytest.param(_TABLE, "x.csv", TABLE, id="a table"),
        pytest.param(_TABLE, "-", TABLE, id="a table without a name"),
        pytest.param(_TABLE, "x.json", TABLE, id="a table that is called JSON"),
        pytest.param("claim\trating\n", "x.tsv", TAB_TABLE, id="TSV"),
        pytest.param(_LINES, "x.jsonl", JSON_LINES, id="lines"),
        pytest.param(_LINES, "x.json", JSON_LINES, id="lines that are called JSON"),
        pytest.param(_LINES, "x.csv", JSON_LINES, id="lines that are called CSV"),
        pytest.param("not JSON\n" + _LINES, "x.jsonl", JSON_LINES, id="a broken first line"),
        pytest.param("{broken\n" + _LINES * 2, "-", JSON_LINES, id="no name and broken"),
        pytest.param('[{"claim": "x"}]', "x.jsonl", JSON, id="a list that is called lines"),
        pytest.param('{\n"claims": [\n{"claim": "x"}\n]}', "-", JSON, id="laid out"),
        pytest.param('{"claim": "x"}', "-", JSON, id="one object"),
    ],
)
def test_the_format_is_found_by_content_first(content, name, expected):
    assert open_input(io.BytesIO(content.encode()), name).format is expected


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"],
)
def test_unicode_is_read_in_all_its_forms(read, encoding):
    records, problems = read(_TABLE.encode(encoding))

    assert records[0].fields["claim"] == "Voda je zatrovana u čitavom gradu Đurđevcu."
    assert not problems


@pytest.mark.parametrize(
    ("text", "encoding", "expected"),
    [
        pytest.param(
            "Premijer je rekao da će škola biti zatvorena zbog požara i da se đaci šalju kući. "
            "Stručnjaci tvrde da je riječ o lažnoj vijesti koju šire društvene mreže već godinama.",
            "cp1250", "cp1250", id="Bosnian",
        ),
        pytest.param(
            "Le maire a déclaré que l'école serait fermée à cause de la fumée, c'était exagéré. "
            "Les élèves étaient déjà rentrés chez eux après la fête.",
            "cp1252", "cp1252", id="French",
        ),
        pytest.param(
            "Премьер сказал, что школа будет закрыта из-за пожара, а детей отправят по домам. "
            "Это неправда: школа работала весь день, как обычно.",
            "cp1251", "cp1251", id="Russian",
        ),
    ],
)  # fmt: skip
def test_old_encodings_are_detected(text, encoding, expected):
    content = "claim,rating\n" + f'"{text}",x\n' * 5
    source = open_input(io.BytesIO(content.encode(encoding)), "x.csv")

    records = list(read_records(source, ReadOptions()))

    assert records[0].fields["claim"] == text
    assert source.encoding == expected


def test_an_encoding_can_be_named():
    source = open_input(io.BytesIO(_TABLE.encode("cp1250")), "x.csv", encoding="cp1250")

    assert "Đurđevcu" in next(read_records(source, ReadOptions())).fields["claim"]


def test_an_encoding_that_does_not_exist_is_one_clear_error():
    with pytest.raises(InputError, match="'klingon'"):
        open_input(io.BytesIO(_TABLE.encode()), "x.csv", encoding="klingon")


def test_a_line_that_is_no_utf8_loses_itself_only(read):
    records, problems = read("claim,rating\nčaj,a\nb#d,b\nšuma,c\n".encode().replace(b"#", b"\xff"))

    assert [record.fields["claim"] for record in records] == ["čaj", "šuma"]
    assert [(problem.line, "encoding" in problem.reason) for problem in problems] == [(3, True)]


def test_lines_of_old_macs_are_lines(read):
    records, _ = read(b"claim,rating\rone,a\rtwo,b\r")

    assert [record.fields["claim"] for record in records] == ["one", "two"]


@pytest.mark.parametrize("name", ["x.csv.gz", "x.csv", "-"])
def test_gzip_is_found_by_its_first_bytes(read, name):
    records, _ = read(gzip.compress(_TABLE.encode()), name=name)

    assert len(records) == 1


def test_gzip_files_may_be_chained(read):
    packed = gzip.compress(b"claim,rating\none,a\n") + gzip.compress(b"two,b\n") + b"\0" * 100

    records, problems = read(packed)

    assert [record.fields["claim"] for record in records] == ["one", "two"]
    assert not problems


def test_a_truncated_gzip_file_is_read_to_its_end_and_reported(read):
    rows = "".join(f"claim number {number} of many,x\n" for number in range(50_000))
    packed = gzip.compress(("claim,rating\n" + rows).encode())

    records, problems = read(packed[: len(packed) // 2])

    assert len(records) > 1_000
    assert "ends early" in problems[-1].reason


def test_a_gzip_file_damaged_in_the_middle_is_reported(read):
    rows = "".join(f"claim number {number} of many,x\n" for number in range(50_000))
    packed = bytearray(gzip.compress(("claim,rating\n" + rows).encode()))
    packed[len(packed) // 2 :] = os.urandom(len(packed) // 2)

    records, problems = read(bytes(packed))

    assert records
    assert problems


def test_a_gzip_bomb_does_not_fill_the_memory():
    line = b"claim,rating\n" + b"x" * 100_000_000 + b",a\nnext,b\n"
    packed = gzip.compress(line, 9)
    del line
    tracemalloc.start()
    try:
        found = list(read_records(open_input(io.BytesIO(packed), "x"), ReadOptions()))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert isinstance(found[0], RecordProblem)
    assert found[1].fields["claim"] == "next"
    assert peak < 10_000_000


@pytest.mark.parametrize("shape", ["table", "list", "lines"])
def test_memory_does_not_grow_with_the_file(shape):
    class Endless(io.RawIOBase):
        """Records without end, made as they are read."""

        head = {"table": b"claim,rating\n", "list": b"[", "lines": b""}[shape]
        row = {"table": b"claim,x\n", "list": b'{"claim": "x"},', "lines": b'{"claim": "x"}\n'}[
            shape
        ]

        def readable(self):
            return True

        def readinto(self, buffer):
            block = (self.head + self.row * 1_000)[: len(buffer)] if self.head else self.row
            block = block if self.head else self.row * (len(buffer) // len(self.row))
            type(self).head = b""
            buffer[: len(block)] = block
            return len(block)

    records = read_records(open_input(Endless(), "-"), ReadOptions())
    for _ in range(2_000):
        next(records)
    tracemalloc.start()
    try:
        for _ in range(30_000):
            next(records)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert peak < 3_000_000


def test_a_pipe_that_gives_little_at_a_time_is_read_whole():
    reading, writing = os.pipe()

    def write():
        with os.fdopen(writing, "wb", buffering=0) as pipe:
            for letter in _LINES.encode():
                pipe.write(bytes([letter]))

    writer = threading.Thread(target=write)
    writer.start()
    with os.fdopen(reading, "rb", buffering=0) as pipe:
        source = open_input(pipe, "-")
        found = list(read_records(source, ReadOptions()))
    writer.join()

    assert source.format is JSON_LINES
    assert len(found) == 2


def test_a_file_on_disk_tells_its_size_and_how_far_it_was_read(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text(_TABLE)

    with open_input(path) as source:
        list(read_records(source, ReadOptions()))

        assert source.bytes_read == source.size == len(_TABLE.encode())


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"PK\x03\x04abc", "save it as CSV", id="a spreadsheet"),
        pytest.param(b"%PDF-1.7", "PDF", id="a PDF"),
        pytest.param(b"SQLite format 3\0", "SQLite", id="a database"),
        pytest.param(b"\x89PNG\r\n\x1a\n", "is a picture", id="a PNG"),
        pytest.param(b"\xff\xd8\xff\xe0\0\x10JFIF", "is a picture", id="a JPEG"),
        pytest.param(b"GIF89a\x01\0", "is a picture", id="a GIF"),
        pytest.param(gzip.compress(gzip.compress(b"x")), "twice", id="gzipped twice"),
        pytest.param(gzip.compress(b""), "is empty", id="nothing, gzipped"),
        pytest.param(b"\x1f\x8b", "ends early", id="two bytes of gzip"),
    ],
)
def test_what_is_no_text_is_refused_with_advice(content, message):
    with pytest.raises(InputError, match=message):
        open_input(io.BytesIO(content), "x")


def test_a_path_that_cannot_be_opened_is_one_clear_error(tmp_path):
    for path in (tmp_path / "missing.csv", tmp_path):
        with pytest.raises(InputError, match="cannot be opened"):
            open_input(path)


@given(st.binary(max_size=400), st.sampled_from(["x.csv", "x.json", "x.jsonl", "x.tsv", "-"]))
def test_any_bytes_give_records_problems_or_one_clear_error(content, name):
    try:
        found = list(read_records(open_input(io.BytesIO(content), name), ReadOptions()))
    except InputError as error:
        assert "\n" not in str(error)  # noqa: PT017 - both outcomes are right
    else:
        assert all(record.line >= 1 for record in found)


@given(st.text(min_size=1, max_size=60))
def test_utf8_is_always_detected_as_utf8(text):
    encoded = text.encode("utf-8", "ignore")
    if b"\0" not in encoded and not encoded.startswith((b"\xff\xfe", b"\xfe\xff")):
        assert detect_encoding(encoded) == "utf-8"
