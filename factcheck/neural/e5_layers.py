"""The layers of multilingual-e5-small with one set of weights, on onnxruntime.

The interaction head's own layers go on from the encoder's middle layer. A network that is trained
anew ships as another folder with `weights.bin`, which `write_weights` makes of its tensors, and a
checksums file beside it (`write_checksums`).
"""

from importlib.resources import as_file, files
from pathlib import Path

from factcheck.neural.batch_encoding import Vectors
from factcheck.neural.e5_config import GRAPH_INPUT, GRAPH_OUTPUT, MIDDLE_OUTPUT
from factcheck.neural.e5_conversion import GRAPH_FILE, UPPER_GRAPH_FILE
from factcheck.neural.onnx_session import OnnxSession


class E5Layers:
    """All layers from token vectors to token vectors in context; safe for several threads."""

    def __init__(self, folder: Path) -> None:
        """Load the weights in *folder*, with the graph beside them or else the packaged one.

        Raises:
            EncoderUnavailable: A file is missing or damaged, or onnxruntime is missing.
        """
        own_graph = folder / GRAPH_FILE
        if own_graph.is_file():
            self._session = OnnxSession(own_graph, optimise=False)
            return
        with as_file(files("factcheck.neural") / GRAPH_FILE) as graph:
            self._session = OnnxSession(graph, optimise=False, weights=folder)

    def run(self, embedded: Vectors) -> Vectors:
        """Turn token vectors, shape (texts, tokens, 384), into vectors in context, same shape.

        Raises:
            EncoderError: Memory ran out.
        """
        return self._session.run({GRAPH_INPUT: embedded}, GRAPH_OUTPUT)

    def run_with_middle(self, embedded: Vectors) -> tuple[Vectors, Vectors]:
        """Give the vectors in context after the last layer, and those after the middle one.

        Raises:
            EncoderError: Memory ran out.
        """
        outputs = (GRAPH_OUTPUT, MIDDLE_OUTPUT)
        last, middle = self._session.run_all({GRAPH_INPUT: embedded}, outputs)
        return last, middle


class UpperLayers:
    """The layers above the middle one, with weights of their own; safe for several threads."""

    def __init__(self, folder: Path) -> None:
        """Load the weights in *folder*.

        Raises:
            EncoderUnavailable: A file is missing or damaged, or onnxruntime is missing.
        """
        with as_file(files("factcheck.neural") / UPPER_GRAPH_FILE) as graph:
            self._session = OnnxSession(graph, optimise=False, weights=folder)

    def run(self, middle: Vectors) -> Vectors:
        """Go on from vectors after the middle layer, shape (texts, tokens, 384), same shape.

        Raises:
            EncoderError: Memory ran out.
        """
        return self._session.run({MIDDLE_OUTPUT: middle}, GRAPH_OUTPUT)
