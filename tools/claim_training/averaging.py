"""The mean of a network's weights over its last steps, and checkpoints that are never half-written.

Averaged weights generalise better than those of the last step (Polyak and Juditsky 1992).
"""

from pathlib import Path

import torch
from torch import nn


def update_average(average: nn.Module, network: nn.Module, step: int, steps: int) -> None:
    """Move *average* towards *network*, so that it is about the mean of the last *steps*.

    Args:
        average: A copy of the network, which is changed.
        network: As it is after *step*.
        step: Number of this step, from 1; the first steps are averaged evenly.
        steps: How far back the average reaches.
    """
    share = max(1 / steps, 1 / (step + 1))
    pairs = zip(average.parameters(), network.parameters(), strict=True)
    with torch.no_grad():
        for mean, current in pairs:
            mean.lerp_(current, share)


def save_checkpoint(state: object, target: Path) -> None:
    """Write *state* to *target*, which is replaced only when all of it is written."""
    unfinished = target.with_suffix(".unfinished")
    torch.save(state, unfinished)
    unfinished.replace(target)
