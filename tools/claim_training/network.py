"""The interaction head as a network that can be trained: it compares token vectors of two texts.

Soft alignment, differences and products as in decomposable attention (Parikh et al. 2016), then
composition over both texts together, where ESIM (Chen et al. 2017) has a recurrent network and
this has one transformer layer. It reads token vectors of the bi-encoder in their context, of a
middle layer and of the last, and the vocabulary vectors of the same pieces, which show exactly
which word has no counterpart. All are standardised by channel.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from factcheck.neural.e5_config import DIMENSIONS

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
        found = functional.scaled_dot_product_attention(query, key, content, attn_mask=mask)
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


def _pooled(value: Tensor, present: Tensor) -> tuple[Tensor, Tensor]:
    there = present[..., None]
    mean = (value * there).sum(1) / there.sum(1).clamp(min=1)
    return mean, value.masked_fill(~there, -1e4).amax(1)
