import pytest

from factcheck.model import State
from factcheck.ranking.publication_status import no_longer_stands


@pytest.mark.parametrize("state", [State.CURRENT, State.CORRECTED])
def test_a_fact_check_that_stands_gives_no_signal(fact_check, state):
    assert no_longer_stands(fact_check(state=state, state_on="2024-03-01")) is None


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.VOID, State.EXPIRED, State.RETIRED])
def test_a_fact_check_that_no_longer_stands_is_a_conflict_with_the_reason(fact_check, state):
    signal = no_longer_stands(
        fact_check(state=state, state_on="2024-03-01", state_reason="The source was wrong.")
    )

    assert signal.conflict
    assert signal.text.endswith("since 2024-03-01: The source was wrong.")


@pytest.mark.parametrize(
    ("asked_on", "stands"), [("2024-02-28", True), ("2024-03-02", False), ("", False)]
)
def test_a_fact_check_stands_until_the_day_it_expires(fact_check, asked_on, stands):
    expiring = fact_check(state=State.EXPIRED, state_on="2024-03-01")

    assert (no_longer_stands(expiring, asked_on) is None) is stands
