"""Keep coded vectors in a file, block by block, and code anew only the blocks that changed."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from factcheck.retrieval.memory_mapped import Arrays, new_array_file, open_arrays
from factcheck.retrieval.quantisation import Coded, code_rows, common_direction
from factcheck.retrieval.vector_rows import Rows, usable_rows

# Changes whenever the same vectors would be coded in another way.
FORMAT = 1

_NAMES = frozenset({"codes", "parts", "numbers", "direction", "blocks", "ends", "states"})

# Gives a block's numbers, rising, and its vectors.
ReadBlock = Callable[[int], tuple[NDArray[np.int64], Rows]]


@dataclass(frozen=True, slots=True)
class Block:
    """The coded vectors of one block, and the state that they were made of."""

    number: int
    state: str
    coded: Coded


class CodedBlocks:
    """Coded vectors, all along one direction; those of a file are mapped and not read."""

    def __init__(self, direction: NDArray[np.float32], blocks: Mapping[int, Block]) -> None:
        """Take blocks by their numbers."""
        self.direction = direction
        self._blocks = blocks

    def pieces(self) -> list[Coded]:
        """Give all rows, numbers rising."""
        return [self._blocks[number].coded for number in sorted(self._blocks)]

    def brought_up_to(
        self, states: Mapping[int, str], read: ReadBlock
    ) -> "tuple[CodedBlocks, int]":
        """Give the blocks in *states*, and how many of them had to be read and coded anew.

        Args:
            states: By block.
            read: Asked for the blocks that are in another state here, or not at all.
        """
        direction, blocks, anew = self.direction, dict[int, Block](), 0
        for number, state in sorted(states.items()):
            block = self._blocks.get(number)
            if block is None or block.state != state:
                numbers, rows = read(number)
                if not len(direction):
                    # Any direction is right, and that of the first thousands is good enough.
                    direction = _direction(rows)
                block = Block(number, state, _coded(numbers, rows, direction))
                anew += 1
            blocks[number] = block
        return CodedBlocks(direction, blocks), anew

    def write(self, path: Path) -> None:
        """Write all to *path*, complete or not at all.

        Raises:
            OSError: The folder cannot be written to.
        """
        order = [self._blocks[number] for number in sorted(self._blocks)]
        ends = np.cumsum([len(block.coded.numbers) for block in order])
        states = b"".join(bytes.fromhex(block.state) for block in order)
        with new_array_file(path) as file:
            file.add("codes", (block.coded.codes for block in order))
            file.add("parts", (block.coded.parts for block in order))
            file.add("numbers", (block.coded.numbers for block in order))
            file.add("direction", [self.direction])
            file.add("blocks", [np.array([block.number for block in order], np.int64)])
            file.add("ends", [ends.astype(np.int64)])
            file.add("states", [np.frombuffer(states, np.uint8).reshape(len(order), -1)])


def no_blocks() -> CodedBlocks:
    """Give what there is before anything was coded."""
    return CodedBlocks(np.empty(0, np.float32), {})


def open_coded(path: Path) -> CodedBlocks:
    """Map the file at *path*; without blocks where it is missing or not exactly as written."""
    arrays = open_arrays(path)
    if arrays is None or arrays.keys() != _NAMES:
        return no_blocks()
    return CodedBlocks(arrays["direction"], {block.number: block for block in _blocks(arrays)})


def _blocks(arrays: Arrays) -> Iterator[Block]:
    whole = Coded(arrays["numbers"], arrays["codes"], arrays["parts"])
    begin = 0
    numbered = zip(arrays["blocks"].tolist(), arrays["ends"].tolist(), strict=True)
    for place, (number, end) in enumerate(numbered):
        state = arrays["states"][place].tobytes().hex()
        yield Block(number, state, whole.cut(slice(begin, end)))
        begin = end


def _direction(rows: Rows) -> NDArray[np.float32]:
    usable = usable_rows(rows)
    if not usable.any():
        return np.zeros(rows.shape[1], np.float32)
    return common_direction(np.asarray(rows[usable], np.float32))


def _coded(numbers: NDArray[np.int64], rows: Rows, direction: NDArray[np.float32]) -> Coded:
    usable = usable_rows(rows)
    return code_rows(numbers[usable], np.asarray(rows[usable], np.float32), direction)
