import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.web.embedded_json import read_script

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text('a"\\/*,]}<!-\n', max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)
HOLDERS = st.lists(VALUES, max_size=3) | st.dictionaries(st.text(max_size=3), VALUES)


@given(HOLDERS, st.sampled_from([(",", ":"), (", ", ": "), (" , ", " : ")]))
def test_what_is_json_is_read_as_it_is(value, separators):
    assert read_script(json.dumps(value, separators=separators)) == value


@given(HOLDERS)
def test_comments_and_last_commas_change_no_value(value):
    text = json.dumps(value, indent=1)
    littered = "/* before */" + text[:-1] + "// a note\n"
    littered += (", " if value else "") + text[-1] + " // behind"

    assert read_script(littered) == value


@given(st.text('{}[]",:/*\\ a1\n<!->', max_size=40))
def test_any_text_gives_a_value_or_one_reason(text):
    with suppress(ValueError):
        json.dumps(read_script(text))


@pytest.mark.parametrize(
    "text",
    ['{"a": 1 "b": 2}', "{'a': 1}", "{a: 1}", '{"a": "x', '{"a": "b" c"}', '{"a": undefined}'],
)
def test_what_could_mean_two_things_is_not_mended(text):
    with pytest.raises(ValueError, match="not valid JSON"):
        read_script(text)
