"""Check whether the encoder works on this machine, and advise what to do if it does not."""

import json
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np

from factcheck.errors import EncoderUnavailable, FactCheckError
from factcheck.neural.checksums import check_shipped_files
from factcheck.neural.e5_conversion import ENCODER_FOLDER, WEIGHTS_FILE
from factcheck.neural.e5_weights import check_wheel_file, find_wheel_file
from factcheck.neural.encoder import FOLDER_SETTING, Encoder, default_encoder
from factcheck.neural.interaction_head import INTERACTION_HEAD_FILES, WEIGHTS_FOLDER
from factcheck.neural.model_cache import FOLDER_NAME, cache_folder, damaged_files, is_complete

# Two decimals: processors and versions of onnxruntime may round differently.
_GOLDEN_TOLERANCE = 0.01
_ANOTHER_ENCODER = (
    f"install factcheck-claims-vectors, or name a folder with another model in {FOLDER_SETTING}"
)


@dataclass(frozen=True, slots=True)
class EncoderCheck:
    """The result of one check.

    Attributes:
        name: Stable name for scripts, such as ``golden_vectors``.
        is_sound: Whether all is well.
        text: What was found, in one line.
        advice: What to do, empty if all is well.
    """

    name: str
    is_sound: bool
    text: str
    advice: str = ""


def check_encoder(
    environment: Mapping[str, str], on_message: Callable[[str], None]
) -> tuple[EncoderCheck, ...]:
    """Check the encoder that lookups use, most basic things first, and open it.

    The bundled encoder is converted if it has not been yet.
    """
    opened, encoder = _check_opens(environment, on_message)
    golden = () if encoder is None else (check_golden_vectors(encoder),)
    return (*check_files(environment), opened, *golden)


def check_files(environment: Mapping[str, str]) -> tuple[EncoderCheck, ...]:
    """Check the files of the encoder and of the interaction head, without opening them.

    They are read in full (about 0.3 s).
    """
    if environment.get(FOLDER_SETTING):
        return (check_runtime(),)
    cache = cache_folder(environment)
    return (
        check_runtime(),
        check_weights(),
        check_layers(),
        check_conversion(cache),
        check_interaction_head(),
    )


def check_runtime() -> EncoderCheck:
    """Name onnxruntime's version and the kind of processor."""
    machine = f"{platform.system()} {platform.machine()}"
    features = ", ".join(_processor_features())
    try:
        text = f"onnxruntime {version('onnxruntime')} on {machine}"
    except PackageNotFoundError:
        return EncoderCheck(
            "runtime",
            is_sound=False,
            text=f"onnxruntime is not installed on {machine}",
            advice="pip install onnxruntime",
        )
    return EncoderCheck("runtime", is_sound=True, text=f"{text} ({features or 'no features'})")


def check_weights() -> EncoderCheck:
    """Look for the weights and compare their SHA-256."""
    try:
        path = find_wheel_file()
        check_wheel_file(path)
    except EncoderUnavailable as error:
        return EncoderCheck("weights", is_sound=False, text=str(error), advice=_ANOTHER_ENCODER)
    return EncoderCheck("weights", is_sound=True, text=f"{path} is as published")


def check_conversion(cache: Path) -> EncoderCheck:
    """Read the converted files and compare them with what was written."""
    folder = cache / FOLDER_NAME
    if not is_complete(folder):
        return EncoderCheck("conversion", is_sound=True, text="not made yet, or to be made again")
    try:
        damaged = damaged_files(folder)
    except (OSError, ValueError, KeyError) as error:
        damaged = (str(error),)
    if damaged:
        return EncoderCheck(
            "conversion",
            is_sound=False,
            text=f"damaged in {folder}: {', '.join(damaged)}",
            advice=f"delete {folder}; it is made again",
        )
    return EncoderCheck("conversion", is_sound=True, text=f"{folder} is as it was written")


def check_layers(folder: Path | None = None) -> EncoderCheck:
    """Read the fine-tuned layers of the encoder and compare their SHA-256.

    Args:
        folder: Where they lie; ``None`` for those that come with factcheck.
    """
    with as_file(files("factcheck.neural") / ENCODER_FOLDER) as packaged:
        return _check_shipped("layers", folder or packaged, (WEIGHTS_FILE,), "the encoder's layers")


def check_interaction_head(folder: Path | None = None) -> EncoderCheck:
    """Read the interaction head's weights and compare their SHA-256.

    Args:
        folder: Where they lie; ``None`` for those that come with factcheck.
    """
    with as_file(files("factcheck.neural") / WEIGHTS_FOLDER) as packaged:
        return _check_shipped(
            "interaction_head",
            folder or packaged,
            INTERACTION_HEAD_FILES,
            "the interaction head's weights",
        )


def _check_shipped(name: str, folder: Path, names: Sequence[str], what: str) -> EncoderCheck:
    try:
        check_shipped_files(folder, names, "sha256")
    except EncoderUnavailable as error:
        return EncoderCheck(name, is_sound=False, text=str(error))
    return EncoderCheck(name, is_sound=True, text=f"{what} are as they were written")


def check_golden_vectors(encoder: Encoder) -> EncoderCheck:
    """Encode three sentences and compare with the vectors that they should have."""
    golden = json.loads(files("factcheck.neural").joinpath("golden.json").read_text("utf-8"))
    name = "golden_vectors"
    if golden["encoder"] != encoder.id:
        return EncoderCheck(name, is_sound=True, text=f"none known for {encoder.id}")
    vectors = encoder.encode_claims([entry["claim"] for entry in golden["claims"]])
    expected = np.array([entry["vector"] for entry in golden["claims"]], np.float32)
    distance = float(np.abs(vectors - expected).max())
    if distance <= _GOLDEN_TOLERANCE:
        return EncoderCheck(name, is_sound=True, text=f"at most {distance:.4f} off")
    return EncoderCheck(
        name,
        is_sound=False,
        text=f"{distance:.4f} off, so lookups by meaning are not to be trusted here",
        advice="install another version of onnxruntime, and report this machine's runtime line",
    )


def _check_opens(
    environment: Mapping[str, str], on_message: Callable[[str], None]
) -> tuple[EncoderCheck, Encoder | None]:
    try:
        encoder = default_encoder(on_message, environment=environment)
    except FactCheckError as error:
        return EncoderCheck(
            "encoder", is_sound=False, text=str(error), advice=_ANOTHER_ENCODER
        ), None
    text = f"{encoder.id}, {encoder.dimensions} dimensions"
    return EncoderCheck("encoder", is_sound=True, text=text), encoder


def _processor_features() -> tuple[str, ...]:
    """List the vector instructions that make the encoder fast, as numpy names them."""
    config = np.show_config(mode="dicts")
    features = config.get("SIMD Extensions", {}).get("found", []) if config else []
    return tuple(str(feature) for feature in features)
