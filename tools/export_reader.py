"""Put a trained reader of pairs into the package, its weights in bytes as the encoder's are.

    python tools/export_reader.py WORK/reader.pt

Needs `torch` to read what tools/train_reader.py wrote.
"""

import argparse
import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from factcheck.neural.cross_encoder_files import HEAD_FILE, write_checksums
from factcheck.neural.e5_config import FIRST_NORM, LAYER_NORMS, PRODUCTS
from factcheck.neural.weight_conversion import WEIGHTS_FILE, write_weights

TARGET = Path(__file__).parent.parent / "factcheck" / "neural" / "cross_encoder_weights"
_LAYER_NAME = re.compile(r"l(\d+)\.(\w+)\.([wb])")
_OURS = {product.source: product.name for product in PRODUCTS} | {
    source: ours.replace(".", "_") for ours, source in LAYER_NORMS
}


class TrainedWeights:
    """A trained network's tensors under the names of the wheel's file."""

    def __init__(self, state: Mapping[str, torch.Tensor]) -> None:
        """Take what `torch.save` wrote."""
        self._state = state

    def floats(self, name: str) -> NDArray[np.float32]:
        """Return a tensor as one row."""
        return self._of(name).ravel()

    def rows(self, name: str, width: int) -> NDArray[np.float32]:
        """Return a matrix with rows of *width*."""
        return self._of(name).reshape(-1, width)

    def _of(self, name: str) -> NDArray[np.float32]:
        part = {"w": "weight", "b": "bias"}[name[-1]]
        layer = _LAYER_NAME.fullmatch(name)
        if layer:
            ours = f"layers.{layer[1]}.{_OURS[layer[2]]}.{part}"
        elif name[:-2] == FIRST_NORM[1]:
            ours = f"first_norm.{part}"
        else:
            raise KeyError(name)
        return self._state[ours].numpy()


def main() -> None:
    """Write the weights, the head and their checksums."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("trained", type=Path)
    state = torch.load(parser.parse_args().trained)
    TARGET.mkdir(exist_ok=True)
    write_weights(TrainedWeights(state), TARGET / WEIGHTS_FILE)
    np.savez(
        TARGET / HEAD_FILE,
        dense=state["dense.weight"].numpy(),
        dense_bias=state["dense.bias"].numpy(),
        out=state["out.weight"].numpy()[0],
        out_bias=state["out.bias"].numpy()[0],
    )
    write_checksums(TARGET)
    for path in sorted(TARGET.iterdir()):
        print(f"{path}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
