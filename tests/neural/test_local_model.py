"""Encoders from a folder, tried with models of a dozen words that the tests build."""

import json
import sys

import numpy as np
import pytest

from factcheck.errors import EncoderUnavailable, MissingExtra
from factcheck.neural.local_model import open_folder

tokenizers = pytest.importorskip("tokenizers", reason="factcheck-claims[models] is not installed")

WORDS = ["[UNK]", "[CLS]", "[SEP]", "the", "bridge", "market", "is", "open", "claim", ":"]
DIMENSIONS = 4
TABLE = np.random.default_rng(3).standard_normal((len(WORDS), DIMENSIONS)).astype(np.float32)


def write_json(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value), "utf-8")


def write_vocabulary(folder):
    numbers = {word: number for number, word in enumerate(WORDS)}
    tokenizer = tokenizers.Tokenizer(tokenizers.models.WordLevel(numbers, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    tokenizer.normalizer = tokenizers.normalizers.Lowercase()
    tokenizer.post_processor = tokenizers.processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 1), ("[SEP]", 2)]
    )
    # Models come with padding switched on; it must not reach our batches.
    tokenizer.enable_padding(length=64)
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))


def write_network(path, *, inputs=("input_ids", "attention_mask"), output="last_hidden_state"):
    """Write a network that looks every token up in TABLE and adds its mask."""
    onnx = pytest.importorskip("onnx", reason="building a network needs onnx")
    helper, kinds = onnx.helper, onnx.TensorProto
    nodes = [helper.make_node("Gather", ["table", "input_ids"], ["contexts"])]
    if "attention_mask" in inputs:
        nodes += [
            helper.make_node("Cast", ["attention_mask"], ["float_mask"], to=kinds.FLOAT),
            helper.make_node("Unsqueeze", ["float_mask", "last_axis"], ["column"]),
            helper.make_node("Mul", ["contexts", "column"], ["masked"]),
        ]
    last = nodes[-1].output[0]
    if output == "sentence_embedding":
        nodes.append(helper.make_node("ReduceMean", [last], [output], axes=[1], keepdims=0))
        shape = ["texts", DIMENSIONS]
    else:
        nodes.append(helper.make_node("Identity", [last], [output]))
        shape = ["texts", "tokens", DIMENSIONS]
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info(name, kinds.INT64, ["texts", "tokens"]) for name in inputs],
        [helper.make_tensor_value_info(output, kinds.FLOAT, shape)],
        [
            onnx.numpy_helper.from_array(TABLE, "table"),
            onnx.numpy_helper.from_array(np.array([-1], np.int64), "last_axis"),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 9
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(model.SerializeToString())


def write_table(path, **tensors):
    safetensors = pytest.importorskip("safetensors.numpy", reason="needs safetensors")
    path.parent.mkdir(parents=True, exist_ok=True)
    safetensors.save_file(tensors, path)


def direction(rows):
    mean = np.mean(rows, axis=0)
    return mean / np.linalg.norm(mean)


def token_ids(*words):
    return [WORDS.index(word) for word in words]


@pytest.fixture
def onnx_folder(tmp_path):
    folder = tmp_path / "model"
    write_vocabulary(folder)
    write_network(folder / "model.onnx")
    return folder


def test_a_network_is_averaged_over_all_tokens(onnx_folder):
    encoder = open_folder(onnx_folder)

    vectors = encoder.encode_claims(["The bridge is open", "the market", ""])

    assert encoder.dimensions == DIMENSIONS
    assert vectors[0] == pytest.approx(
        direction(TABLE[token_ids("[CLS]", "the", "bridge", "is", "open", "[SEP]")]), abs=1e-6
    )
    assert not vectors[2].any()
    assert encoder.encode_claims(["the market"]).tobytes() == vectors[1:2].tobytes()


def test_the_first_token_stands_for_the_text_where_the_model_says_so(onnx_folder):
    write_json(onnx_folder / "1_Pooling" / "config.json", {"pooling_mode_cls_token": True})

    (vector,) = open_folder(onnx_folder).encode_claims(["the bridge"])

    assert vector == pytest.approx(direction(TABLE[token_ids("[CLS]")]), abs=1e-6)


def test_the_output_of_a_network_that_pools_itself_is_used_as_it_is(tmp_path):
    write_vocabulary(tmp_path)
    write_network(
        tmp_path / "onnx" / "model.onnx", inputs=("input_ids",), output="sentence_embedding"
    )

    (vector,) = open_folder(tmp_path).encode_claims(["the bridge"])

    expected = direction(TABLE[token_ids("[CLS]", "the", "bridge", "[SEP]")])
    assert vector == pytest.approx(expected, abs=1e-6)


def test_prompts_of_the_model_are_put_in_front(onnx_folder):
    prompts = {"query": "claim: ", "document": "market: "}
    write_json(onnx_folder / "config_sentence_transformers.json", {"prompts": prompts})
    encoder = open_folder(onnx_folder)

    claims, fact_checks = encoder.encode_claims(["open"]), encoder.encode_fact_checks(["open"])

    for vectors, word in ((claims, "claim"), (fact_checks, "market")):
        expected = direction(TABLE[token_ids("[CLS]", word, ":", "open", "[SEP]")])
        assert vectors[0] == pytest.approx(expected, abs=1e-6)


def test_a_table_is_averaged_without_unknown_words(tmp_path):
    write_vocabulary(tmp_path)
    write_table(tmp_path / "model.safetensors", embeddings=TABLE.astype(np.float16))
    encoder = open_folder(tmp_path)

    vectors = encoder.encode_claims(["The unheard-of bridge", "zzz"])

    assert encoder.id.startswith("static/")
    assert vectors[0] == pytest.approx(direction(TABLE[token_ids("the", "bridge")]), abs=1e-3)
    assert not vectors[1].any()


def test_a_table_with_weights_and_shared_vectors(tmp_path):
    write_vocabulary(tmp_path)
    weights = np.linspace(0.5, 2, len(WORDS))
    mapping = np.arange(len(WORDS)) // 2
    write_table(
        tmp_path / "model.safetensors", embeddings=TABLE[:5], weights=weights, mapping=mapping
    )

    (vector,) = open_folder(tmp_path).encode_claims(["the bridge"])

    ids = token_ids("the", "bridge")
    expected = direction(TABLE[mapping[ids]] * weights[ids, None])
    assert vector == pytest.approx(expected, abs=1e-6)


def test_the_id_depends_on_the_files_and_not_on_the_folder(onnx_folder, tmp_path):
    before = open_folder(onnx_folder).id
    moved = onnx_folder.rename(tmp_path / "another name")

    assert open_folder(moved).id == before
    write_json(moved / "config_sentence_transformers.json", {"prompts": {"query": "claim: "}})
    assert open_folder(moved).id != before


def no_vocabulary(folder):
    (folder / "tokenizer.json").unlink()


def damaged_vocabulary(folder):
    (folder / "tokenizer.json").write_text("{", "utf-8")


def no_model(folder):
    (folder / "model.onnx").unlink()


def damaged_model(folder):
    (folder / "model.onnx").write_bytes(b"\xff" * 100)


def other_weights(folder):
    (folder / "model.onnx").unlink()
    write_table(folder / "model.safetensors", attention=TABLE)


def damaged_table(folder):
    (folder / "model.onnx").unlink()
    (folder / "model.safetensors").write_bytes(b"\xff" * 100)


def pictures_wanted(folder):
    write_network(folder / "model.onnx", inputs=("input_ids", "pixel_values"))


def unknown_part(folder):
    parts = [{"type": "sentence_transformers.models.Dense", "path": "2_Dense"}]
    write_json(folder / "modules.json", parts)


def unknown_pooling(folder):
    write_json(folder / "1_Pooling" / "config.json", {"pooling_mode_lasttoken": True})


def damaged_settings(folder):
    (folder / "modules.json").write_text("[", "utf-8")


def table_too_small(folder):
    (folder / "model.onnx").unlink()
    write_table(folder / "model.safetensors", embeddings=TABLE[:0])


@pytest.mark.parametrize(
    "damage",
    [
        no_vocabulary,
        damaged_vocabulary,
        no_model,
        damaged_model,
        other_weights,
        damaged_table,
        pictures_wanted,
        unknown_part,
        unknown_pooling,
        damaged_settings,
        table_too_small,
    ],
)
def test_a_folder_that_cannot_be_used_is_one_clear_error(damage, onnx_folder):
    damage(onnx_folder)

    with pytest.raises(EncoderUnavailable) as caught:
        open_folder(onnx_folder)

    assert "\n" not in str(caught.value)


def test_without_the_extra_the_message_names_it(onnx_folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "tokenizers", None)

    with pytest.raises(MissingExtra, match=r"factcheck-claims\[models\]"):
        open_folder(onnx_folder)
