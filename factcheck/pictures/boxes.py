"""Boxes in pictures: left, top, width and height in pixels."""

from collections.abc import Sequence

Box = tuple[int, int, int, int]


def around(boxes: Sequence[Box]) -> Box:
    """Return the smallest box that holds all *boxes*, of which there is at least one."""
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right = max(box[0] + box[2] for box in boxes)
    bottom = max(box[1] + box[3] for box in boxes)
    return left, top, right - left, bottom - top
