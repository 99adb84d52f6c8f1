"""Attention for training on processors."""

from torch import Tensor


def attend(query: Tensor, key: Tensor, value: Tensor, mask: Tensor) -> Tensor:
    """Attend as torch's fused kernel does, shapes (texts, heads, tokens, channels).

    In bfloat16 the backward pass of that kernel takes six times as long on a processor
    (torch 2.13), a third of a training step.

    Args:
        query: What each token asks.
        key: What each token is found by.
        value: What each token gives.
        mask: Added to the attention.
    """
    near = (query * query.shape[-1] ** -0.5) @ key.transpose(-1, -2)
    return (near.float() + mask.float()).softmax(-1).to(value.dtype) @ value
