"""Write a fine-tuned bi-encoder's layers into the package, in int8.

    python tools/export_bi_encoder.py WORK/bi_encoder.pt [FOLDER]

Needs `torch` to read what tools/train_bi_encoder.py wrote. Then write the vectors that the
self-check expects with tools/write_golden.py.
"""

import argparse
from pathlib import Path

import torch
from claim_training.layer_names import state_name

from factcheck.neural.checksums import write_checksums
from factcheck.neural.e5_conversion import ENCODER_FOLDER, WEIGHTS_FILE, write_weights

TARGET = Path(__file__).parent.parent / "factcheck" / "neural" / ENCODER_FOLDER


def main() -> None:
    """Write the weights and their checksums."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("trained", type=Path)
    parser.add_argument("folder", type=Path, nargs="?", default=TARGET)
    arguments = parser.parse_args()
    state = torch.load(arguments.trained)
    arguments.folder.mkdir(parents=True, exist_ok=True)
    path = arguments.folder / WEIGHTS_FILE
    write_weights(lambda name: state[state_name(name)].numpy(), path)
    write_checksums(arguments.folder, (WEIGHTS_FILE,))
    print(f"{path}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
