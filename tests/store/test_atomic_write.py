import pytest

from factcheck.store.atomic_write import atomic_write


@pytest.fixture
def target(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("before", encoding="utf-8")
    return path


def test_the_new_content_takes_the_place_of_the_old_at_the_end(target):
    with atomic_write(target) as unfinished:
        unfinished.write_text("after", encoding="utf-8")
        seen_meanwhile = target.read_text(encoding="utf-8")

    assert (seen_meanwhile, target.read_text(encoding="utf-8")) == ("before", "after")
    assert [*target.parent.iterdir()] == [target]


def fail(path):
    path.write_text("half", encoding="utf-8")
    raise KeyboardInterrupt


def leave_nothing(path):
    path.write_text("half", encoding="utf-8")
    path.with_name("list.csv-journal").touch()
    path.unlink()


@pytest.mark.parametrize("body", [fail, leave_nothing])
def test_what_was_there_stays_if_the_body_fails_or_leaves_nothing(target, body):
    try:
        with atomic_write(target) as unfinished:
            body(unfinished)
    except KeyboardInterrupt:
        pass

    assert target.read_text(encoding="utf-8") == "before"
    assert [*target.parent.iterdir()] == [target]


def test_a_link_stays_a_link(target):
    link = target.with_name("link.csv")
    link.symlink_to(target)
    with atomic_write(link) as unfinished:
        unfinished.write_text("after", encoding="utf-8")

    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") == "after"


def test_a_folder_that_does_not_exist_is_an_error_at_once(tmp_path):
    with pytest.raises(FileNotFoundError), atomic_write(tmp_path / "none" / "list.csv"):
        pytest.fail("the body ran")
