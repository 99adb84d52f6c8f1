"""Open another encoder from a local folder: ONNX, sentence-transformers or model2vec."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from factcheck.errors import EncoderError, EncoderUnavailable, MissingExtra
from factcheck.neural.batch_encoding import TokenIds, Vectors, encode_batches
from factcheck.neural.checksums import sha256_of
from factcheck.neural.local_model_backends import OnnxModel, Pooling, StaticModel
from factcheck.text.normalise import readable

if TYPE_CHECKING:
    from tokenizers import Tokenizer

# Where models of the usual kinds keep their files, the likeliest first.
_ONNX_FILES = ("model.onnx", "onnx/model.onnx")
_STATIC_FILES = ("model.safetensors", "0_StaticEmbedding/model.safetensors")
_TOKENIZER_FILES = ("tokenizer.json", "onnx/tokenizer.json", "0_StaticEmbedding/tokenizer.json")
_POOLING_FILE = "1_Pooling/config.json"
_PROMPTS_FILE = "config_sentence_transformers.json"
_LENGTH_FILE = "sentence_bert_config.json"
# Parts of a sentence-transformers model that are run here; another would change the vectors.
_KNOWN_PARTS = {"Transformer", "Pooling", "Normalize", "StaticEmbedding"}
_MAX_TOKENS = 256


@dataclass(frozen=True, slots=True)
class Prefixes:
    """Words that a model was trained to read before a text."""

    claim: str = ""
    fact_check: str = ""


class FolderEncoder:
    """An encoder from a folder; its vectors are treated like the bundled encoder's.

    Attributes:
        id: The kind of model and the SHA-256 of its files: the folder may be moved.
        dimensions: Length of the model's vectors.
    """

    def __init__(
        self,
        model: OnnxModel | StaticModel,
        tokenizer: "Tokenizer",
        prefixes: Prefixes,
        *,
        id: str,
        threads: int = 2,
    ) -> None:
        """Combine a model and its tokenizer, which must neither pad nor exceed the model.

        Raises:
            EncoderUnavailable: The model cannot encode a word.
        """
        self.id = id
        self._model = model
        self._tokenizer = tokenizer
        self._prefixes = prefixes
        self._threads = threads
        self.dimensions = self._vector_length()

    def _vector_length(self) -> int:
        token_ids = self._token_ids(["water"])[0] or (0,)
        try:
            vectors = self._model.run(np.array([token_ids], np.int64))
        except EncoderError as error:
            raise EncoderUnavailable(f"the model in the folder cannot be used: {error}") from error
        return int(vectors.shape[1])

    def encode_claims(self, texts: Sequence[str]) -> Vectors:
        """Encode what is looked up; shape (texts, dimensions), rows of length 1 or of zeros."""
        return self._encode(self._prefixes.claim, texts)

    def encode_fact_checks(self, texts: Sequence[str]) -> Vectors:
        """Encode what is searched; shape (texts, dimensions), rows of length 1 or of zeros."""
        return self._encode(self._prefixes.fact_check, texts)

    def _encode(self, prefix: str, texts: Sequence[str]) -> Vectors:
        cleaned = [readable(text) for text in texts]
        token_ids = self._token_ids([prefix + text for text in cleaned])
        return encode_batches(
            [ids if text else () for ids, text in zip(token_ids, cleaned, strict=True)],
            self._model.run,
            dimensions=self.dimensions,
            threads=self._threads,
        )

    def _token_ids(self, texts: list[str]) -> list[TokenIds]:
        encodings = self._tokenizer.encode_batch(
            texts, add_special_tokens=self._model.has_special_tokens
        )
        ignored = self._model.ignored_token
        return [tuple(id for id in encoding.ids if id != ignored) for encoding in encodings]


def open_folder(folder: Path, *, threads: int = 2) -> FolderEncoder:
    """Open the model in *folder*; nothing is fetched from anywhere.

    Raises:
        EncoderUnavailable: The folder holds no model that can be run.
        MissingExtra: factcheck-claims[models] is not installed.
    """
    if not folder.is_dir():
        raise EncoderUnavailable(f"{folder} is not a folder with an encoder")
    onnx, static = _first(folder, _ONNX_FILES), _first(folder, _STATIC_FILES)
    vocabulary = _first(folder, _TOKENIZER_FILES)
    if vocabulary is None or (onnx is None and static is None):
        raise EncoderUnavailable(
            f"{folder} needs tokenizer.json and model.onnx, or model.safetensors of model2vec"
        )
    _refuse_unknown_parts(folder)
    tokenizer = _open_tokenizer(vocabulary, folder)
    model: OnnxModel | StaticModel
    if onnx is not None:
        model = OnnxModel(onnx, _pooling(_read_json(folder / _POOLING_FILE)))
    elif static is not None:
        model = StaticModel(static, ignored_token=_unknown_token(vocabulary))
    return FolderEncoder(
        model,
        tokenizer,
        _prefixes(_read_json(folder / _PROMPTS_FILE)),
        id=f"{'static' if onnx is None else 'onnx'}/{_fingerprint(folder)}",
        threads=threads,
    )


def _first(folder: Path, names: Sequence[str]) -> Path | None:
    return next((folder / name for name in names if (folder / name).is_file()), None)


def _read_json(path: Path) -> Any:  # noqa: ANN401  # whatever the file holds
    """Read a file that not every model has."""
    if not path.is_file():
        return {}
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise EncoderUnavailable(f"{path} cannot be read: {error}") from error


def _refuse_unknown_parts(folder: Path) -> None:
    for part in _read_json(folder / "modules.json") or ():
        kind = str(part.get("type", "")).rsplit(".", 1)[-1]
        if kind not in _KNOWN_PARTS:
            raise EncoderUnavailable(
                f"the model in {folder} has a part of the kind {kind}, which is not supported"
            )


def _open_tokenizer(path: Path, folder: Path) -> "Tokenizer":
    try:
        from tokenizers import Tokenizer  # lazy: optional extra
    except ImportError as error:
        raise MissingExtra(
            "an encoder from a folder needs more: pip install 'factcheck-claims[models]'"
        ) from error
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # tokenizers raises nothing narrower
        raise EncoderUnavailable(f"{path} is no vocabulary: {error}") from error
    longest = _read_json(folder / _LENGTH_FILE).get("max_seq_length") or _MAX_TOKENS
    tokenizer.no_padding()
    tokenizer.enable_truncation(min(int(longest), _MAX_TOKENS))
    return tokenizer


def _pooling(settings: Mapping[str, Any]) -> Pooling:
    """Read how token vectors become one: sentence-transformers has written it in two ways."""
    chosen = settings.get("pooling_mode")
    if chosen is None:
        known = {"pooling_mode_cls_token": "cls", "pooling_mode_mean_tokens": "mean"}
        switched_on = [
            key for key, value in settings.items() if key.startswith("pooling_") and value is True
        ]
        chosen = "+".join(known.get(key, key) for key in switched_on) or "mean"
    try:
        return Pooling(chosen)
    except ValueError as error:
        raise EncoderUnavailable(f"the pooling {chosen!r} is not supported") from error


def _prefixes(settings: Mapping[str, Any]) -> Prefixes:
    prompts = settings.get("prompts") or {}
    return Prefixes(
        claim=prompts.get("query") or "",
        fact_check=prompts.get("passage") or prompts.get("document") or "",
    )


def _unknown_token(vocabulary: Path) -> int | None:
    """Find the id of the unknown token, which model2vec leaves out of the mean."""
    model = _read_json(vocabulary).get("model", {})
    if isinstance(model.get("unk_id"), int):
        return int(model["unk_id"])
    words = model.get("vocab")
    token_id = words.get(model.get("unk_token")) if isinstance(words, dict) else None
    return None if token_id is None else int(token_id)


def _fingerprint(folder: Path) -> str:
    """Hash every file that a vector depends on, whatever the folder is called."""
    digest = hashlib.sha256()
    kinds = {".onnx", ".onnx_data", ".data", ".json", ".safetensors"}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in kinds:
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
            try:
                digest.update(bytes.fromhex(sha256_of(path)))
            except OSError as error:
                raise EncoderUnavailable(f"{path} cannot be read: {error}") from error
    return digest.hexdigest()[:12]
