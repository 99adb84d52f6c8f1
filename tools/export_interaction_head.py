"""Write a trained interaction head into the package: its layers in int8, the rest in float16.

    python tools/export_interaction_head.py WORK/interaction_head.pt [FOLDER]

Needs `torch` to read what tools/train_interaction_head.py wrote.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from claim_training.layer_names import state_name

from factcheck.neural.checksums import write_checksums
from factcheck.neural.e5_config import MIDDLE_LAYER
from factcheck.neural.e5_conversion import WEIGHTS_FILE, write_weights
from factcheck.neural.interaction_head import HEAD_FILE, INTERACTION_HEAD_FILES, WEIGHTS_FOLDER

TARGET = Path(__file__).parent.parent / "factcheck" / "neural" / WEIGHTS_FOLDER
LAYERS = "layers."


def main() -> None:
    """Write the weights and their checksums; rows of the head's matrices become inputs."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("trained", type=Path)
    parser.add_argument("folder", type=Path, nargs="?", default=TARGET)
    arguments = parser.parse_args()
    state = torch.load(arguments.trained)
    arrays = {
        name: (each.numpy() if name == "side.weight" else each.numpy().T).astype(np.float16)
        for name, each in state["head"].items()
    }
    arguments.folder.mkdir(parents=True, exist_ok=True)
    np.savez(
        arguments.folder / HEAD_FILE,
        mean=state["mean"].numpy(),
        scale=state["scale"].numpy(),
        **arrays,
    )
    write_weights(
        lambda name: state["layers"][state_name(name).removeprefix(LAYERS)].numpy(),
        arguments.folder / WEIGHTS_FILE,
        MIDDLE_LAYER,
    )
    write_checksums(arguments.folder, INTERACTION_HEAD_FILES)
    for path in sorted(arguments.folder.iterdir()):
        print(f"{path}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
