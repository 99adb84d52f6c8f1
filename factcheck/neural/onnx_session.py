"""Open a model with onnxruntime and run it, quietly and on one thread."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from factcheck.errors import EncoderError, EncoderUnavailable

# An option of onnxruntime: where a network that is handed over in memory has its weights.
_WEIGHTS_FOLDER = "session.model_external_initializers_file_folder_path"


class OnnxSession:
    """A model that onnxruntime has loaded; safe to use from several threads.

    Attributes:
        inputs: Names of the model's inputs.
        outputs: Names of the model's outputs.
    """

    def __init__(self, model: Path, *, optimise: bool, weights: Path | None = None) -> None:
        """Load the model.

        Args:
            model: An ONNX file.
            optimise: Let onnxruntime rearrange the model first. Our own graph is arranged by
                hand and gains nothing.
            weights: Folder of its weights, where they do not lie beside it.

        Raises:
            EncoderUnavailable: onnxruntime is missing or cannot load the model.
        """
        # A program that works offline reports nothing to anybody. Since 1.32 onnxruntime does so as
        # soon as it is loaded, over connections of its own that Python never sees.
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        try:
            import onnxruntime  # lazy: 0.1 s that only encoding needs
        except ImportError as error:
            raise EncoderUnavailable(f"onnxruntime cannot be loaded here: {error}") from error
        # What older ones do on Windows.
        onnxruntime.disable_telemetry_events()
        self._errors = _onnxruntime_errors()
        levels = onnxruntime.GraphOptimizationLevel
        options = onnxruntime.SessionOptions()
        options.graph_optimization_level = (
            levels.ORT_ENABLE_ALL if optimise else levels.ORT_DISABLE_ALL
        )
        # Batches run side by side on threads of ours; spinning would steal from the neighbours.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        # Errors only: its warnings are for its developers and would go to our stderr.
        options.log_severity_level = 3
        network: str | bytes = str(model)
        if weights is not None:
            options.add_session_config_entry(_WEIGHTS_FOLDER, str(weights))
            network = model.read_bytes()
        try:
            self._session = onnxruntime.InferenceSession(
                network, options, providers=["CPUExecutionProvider"]
            )
        except self._errors as error:
            reason = _first_line(error)
            raise EncoderUnavailable(f"onnxruntime cannot load {model}: {reason}") from error
        self.inputs = tuple(value.name for value in self._session.get_inputs())
        self.outputs = tuple(value.name for value in self._session.get_outputs())

    def run(self, inputs: Mapping[str, NDArray[Any]], output: str) -> NDArray[np.float32]:
        """Run the model and return one of its outputs.

        Raises:
            EncoderError: The model does not take these inputs, or memory ran out.
        """
        (result,) = self.run_all(inputs, (output,))
        return result

    def run_all(
        self, inputs: Mapping[str, NDArray[Any]], outputs: Sequence[str]
    ) -> list[NDArray[np.float32]]:
        """Run the model and return several of its outputs, in their order.

        Raises:
            EncoderError: The model does not take these inputs, or memory ran out.
        """
        try:
            results = self._session.run(list(outputs), dict(inputs))
        except self._errors as error:
            raise EncoderError(f"the encoder failed: {_first_line(error)}") from error
        return [np.asarray(each, np.float32) for each in results]


def _onnxruntime_errors() -> tuple[type[Exception], ...]:
    """List what onnxruntime raises; its exceptions have no common base of their own."""
    from onnxruntime.capi import onnxruntime_pybind11_state as state  # lazy: as above

    names = (
        "Fail",
        "InvalidArgument",
        "InvalidGraph",
        "InvalidProtobuf",
        "NoModel",
        "NoSuchFile",
        "NotImplemented",
        "RuntimeException",
    )
    return (*(getattr(state, name) for name in names), RuntimeError, ValueError, MemoryError)


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n", 1)[0] or type(error).__name__
