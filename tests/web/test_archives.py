"""Copies in public archives: found by two protocols, believed only where they can be copies."""

import json

import pytest

from factcheck.errors import SourceUnavailable
from factcheck.web.archives import ArchiveCaptures, ArchiveServices
from factcheck.web.client import ServiceResponse

URL = "https://www.pub.example/checks/1?x=a%20b"
SERVICES = ArchiveServices(
    availability="https://api.archive.example/available?url=",
    timegates=("https://web.archive.example/web/",),
    saving="https://web.archive.example/save/",
)
COPY = "https://web.archive.example/web/20240102030405/https://pub.example/checks/1"


class Services:
    """Answers by what the address begins with, instead of archives."""

    def __init__(self, available=None, timegate=None, saved=None):
        self.asked = []
        self._answers = {
            SERVICES.availability: available,
            SERVICES.timegates[0]: timegate,
            SERVICES.saving: saved,
        }

    def query_service(self, url):
        self.asked.append(url)
        answer = next(found for start, found in self._answers.items() if url.startswith(start))
        if answer is None:
            raise SourceUnavailable("the archive is asleep")
        return answer


def available(**closest):
    said = {"available": True, "url": COPY, "timestamp": "20240102030405", "status": "200"}
    found = {"url": URL, "archived_snapshots": {"closest": said | closest}}
    return ServiceResponse(200, {}, json.dumps(found))


def led_on(location, status=302):
    return ServiceResponse(status, {"location": location, "vary": "accept-datetime"})


def found(**answers):
    return ArchiveCaptures(Services(**answers), SERVICES).find(URL)


def test_a_copy_is_found_by_the_availability_api():
    services = Services(available=available())

    assert ArchiveCaptures(services, SERVICES).find(URL) == COPY
    assert services.asked == [
        "https://api.archive.example/available?url="
        "https%3A%2F%2Fwww.pub.example%2Fchecks%2F1%3Fx%3Da%2520b"
    ]


def test_a_copy_that_is_named_without_encryption_is_read_with_it():
    assert found(available=available(url=COPY.replace("https", "http", 1))) == COPY


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_copy_is_found_by_a_timegate(status):
    assert found(available=ServiceResponse(200, {}, "{}"), timegate=led_on(COPY, status)) == COPY


def test_a_timegate_may_be_named_relatively_or_answer_with_the_copy_itself():
    there = {"content-location": COPY.partition(".example")[2], "memento-datetime": "x"}

    assert found(timegate=led_on(COPY.partition(".example")[2])) == COPY
    assert found(timegate=ServiceResponse(200, there, "<p>")) == COPY
    assert found(timegate=ServiceResponse(200, {"memento-datetime": "x"}, "<p>")) == ""


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(None, id="no answer"),
        pytest.param(ServiceResponse(200, {}, ""), id="nothing"),
        pytest.param(ServiceResponse(200, {}, "<html>"), id="no JSON"),
        pytest.param(ServiceResponse(200, {}, "[" * 100_000), id="nested without end"),
        pytest.param(ServiceResponse(200, {}, "[]"), id="a list"),
        pytest.param(ServiceResponse(200, {}, '{"archived_snapshots": {}}'), id="no copy"),
        pytest.param(
            ServiceResponse(200, {}, '{"archived_snapshots": {"closest": 1}}'), id="a number"
        ),
        pytest.param(available(available=False), id="not available"),
        pytest.param(available(available="true"), id="available in words"),
        pytest.param(available(status="404"), id="a copy of an error"),
        pytest.param(available(url=None), id="no address"),
        pytest.param(available(url="https://evil.example/web/2024/pub.example"), id="elsewhere"),
        pytest.param(available(url=COPY.replace("pub.example", "x.example")), id="another page"),
        pytest.param(available(url="javascript:alert('1pub.example')"), id="a script"),
        pytest.param(available(url="https://web.archive.example/pub.example"), id="no day"),
        pytest.param(available(url=COPY + "x" * 5_000), id="endless"),
    ],
)
def test_what_cannot_be_a_copy_is_not_believed(answer):
    assert found(available=answer) == ""


def test_a_new_copy_is_asked_for_and_its_address_given():
    services = Services(
        saved=ServiceResponse(200, {"content-location": COPY.partition(".example")[2]})
    )

    assert ArchiveCaptures(services, SERVICES).capture(URL) == (COPY, "")
    assert services.asked == [f"https://web.archive.example/save/{URL}"]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (None, "no copy was made: the archive is asleep"),
        (ServiceResponse(429, {}), "HTTP status 429"),
        (ServiceResponse(200, {}, "<p>"), "HTTP status 200"),
        (led_on("https://evil.example/2024/pub.example"), "HTTP status 302"),
    ],
)
def test_why_there_is_no_new_copy_is_said(answer, words):
    capture, why = ArchiveCaptures(Services(saved=answer), SERVICES).capture(URL)

    assert capture == ""
    assert words in why
