"""Turn pictures by quarters, and find the boxes of a turned picture in the one as it is seen."""

from factcheck.pictures.boxes import Box


def turned(layer: bytes, quarters: int) -> bytes:
    """Turn a PGM file of 8 bits counter-clockwise by so many *quarters*."""
    import numpy as np  # lazy: fact-checks are taken in without numpy

    kind, size, most, pixels = layer.split(b"\n", 3)
    width, height = map(int, size.split())
    grid = np.rot90(np.frombuffer(pixels, np.uint8).reshape(height, width), quarters)
    return b"\n".join((kind, b"%d %d" % grid.shape[::-1], most, grid.tobytes()))


def turned_back(box: Box, quarters: int, size: tuple[int, int]) -> Box:
    """Return where *box* of a turned picture is in the one as it is seen, of *size*.

    Args:
        box: In the turned picture.
        quarters: By which it was turned, counter-clockwise.
        size: Width and height as it is seen.
    """
    left, top, width, height = box
    match quarters:
        case 1:
            return size[0] - top - height, left, height, width
        case 2:
            return size[0] - left - width, size[1] - top - height, width, height
        case 3:
            return top, size[1] - left - width, height, width
        case _:
            return box
