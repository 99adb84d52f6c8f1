from factcheck.evaluation.lookup_results import worst_mistakes


def test_mistakes_are_listed_by_kind_with_the_highest_score_first(result, hit):
    mistakes = worst_mistakes(
        [
            result("fine", hit(), hits_without=(hit("other", is_match=False),)),
            result("wrong", hit("other", 0.92)),
            result("very wrong", hit("other", 0.99)),
            result("missed", hit("other", 0.5, is_match=False)),
            result("empty"),
            result("false", hit(), hits_without=(hit("other", 0.91),)),
        ]
    )

    assert [(each.kind, each.claim_id) for each in mistakes] == [
        ("wrong_match", "very wrong"),
        ("wrong_match", "wrong"),
        ("false_match", "false"),
        ("missed", "missed"),
        ("missed", "empty"),
    ]


def test_the_number_of_mistakes_of_a_kind_is_limited(result, hit):
    assert len(worst_mistakes([result(f"c{n}", hit("other")) for n in range(9)], most=4)) == 4


def test_a_match_where_nothing_answers_is_a_wrong_match(result, hit):
    mistakes = worst_mistakes([result("c1", hit("other"), answers=frozenset())])

    assert [each.kind for each in mistakes] == ["wrong_match"]
