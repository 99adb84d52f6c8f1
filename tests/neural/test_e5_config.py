"""The committed graph is what the tool builds, and it fits the weights file."""

from importlib.resources import files
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from factcheck.neural.e5_config import MIDDLE_LAYER, list_tensors

TOOL = Path(__file__).parents[2] / "tools" / "build_encoder_graph.py"


@pytest.fixture(scope="module")
def tool():
    pytest.importorskip("onnx", reason="building the graph needs onnx, a development dependency")
    spec = spec_from_file_location("build_encoder_graph", TOOL)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def committed(tool):
    import onnx  # not every machine that tests has it

    return {
        name: onnx.load_model_from_string(files("factcheck.neural").joinpath(name).read_bytes())
        for name in ("e5.onnx", "e5_upper.onnx")
    }


def computation(model):
    """What a model computes, without what a release of onnx writes beside it."""
    from onnx import helper, numpy_helper  # not every machine that tests has it

    nodes = [
        (
            node.domain,
            node.op_type,
            list(node.input),
            list(node.output),
            {entry.name: str(helper.get_attribute_value(entry)) for entry in node.attribute},
        )
        for node in model.graph.node
    ]
    constants = {
        constant.name: (
            constant.data_type,
            list(constant.dims),
            {entry.key: entry.value for entry in constant.external_data}
            or numpy_helper.to_array(constant).tobytes(),
        )
        for constant in model.graph.initializer
    }
    opsets = {opset.domain: opset.version for opset in model.opset_import}
    return nodes, constants, opsets, model.ir_version


def test_the_committed_graphs_are_what_the_tool_builds(tool, committed):
    for name, build in (("e5.onnx", tool.build_graph), ("e5_upper.onnx", tool.build_upper_graph)):
        assert computation(build(tool.GraphBuilder())) == computation(committed[name])


@pytest.mark.parametrize(("name", "first_layer"), [("e5.onnx", 0), ("e5_upper.onnx", MIDDLE_LAYER)])
def test_a_graph_names_every_tensor_of_its_weights_file_at_its_place(committed, name, first_layer):
    named = {
        constant.name: {entry.key: entry.value for entry in constant.external_data}
        for constant in committed[name].graph.initializer
        if constant.external_data
    }

    assert named == {
        tensor.name: {
            "location": "weights.bin",
            "offset": str(tensor.offset),
            "length": str(tensor.length),
        }
        for tensor in list_tensors(first_layer)
    }


def test_tensors_are_aligned_and_do_not_overlap():
    end = 0
    for tensor in list_tensors():
        assert tensor.offset >= end
        assert tensor.offset % 64 == 0
        end = tensor.offset + tensor.length
