"""Write a trained interaction head into the package, in float16 (3.4 MB).

    python tools/export_interaction_head.py WORK/interaction_head.pt [FOLDER]

Needs `torch` to read what tools/train_interaction_head.py wrote.
"""

import argparse
from pathlib import Path

import numpy as np
import torch

from factcheck.neural.checksums import write_checksums
from factcheck.neural.interaction_head import WEIGHTS_FILE, WEIGHTS_FOLDER

TARGET = Path(__file__).parent.parent / "factcheck" / "neural" / WEIGHTS_FOLDER


def main() -> None:
    """Write the weights and their checksums; rows of matrices become inputs."""
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
    path = arguments.folder / WEIGHTS_FILE
    np.savez(path, mean=state["mean"].numpy(), scale=state["scale"].numpy(), **arrays)
    write_checksums(arguments.folder, (WEIGHTS_FILE,))
    print(f"{path}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
