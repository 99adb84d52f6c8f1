"""Lay one answer out as a section of a web page: decision, rulings side by side, then each."""

from collections.abc import Iterator

from factcheck.citations.labels import (
    DECISIONS,
    VERDICTS,
    chance,
    language_name,
    our_reading,
    publisher_line,
    support,
)
from factcheck.citations.markup import html_link, html_of, html_quotation, html_text
from factcheck.model import Answer, Decision, FactCheck, Match, State
from factcheck.reports.document import DECISION_TONES, VERDICT_TONES
from factcheck.reports.group_table import NO_DATE, Group, shown_groups
from factcheck.text.sanitise import shortened

_CLAIM_SHOWN = 2_000
_Row = tuple[str, str]


def answer_section(answer: Answer, line: int) -> str:
    """Return the section about the claim in *line*, whose title other places may link to."""
    return _section(line, DECISIONS[answer.decision], _inside(answer, line), _tone(answer))


def problem_section(line: int, reason: str) -> str:
    """Return the section about a *line* that cannot be looked up."""
    return _section(line, "Not looked up", iter((f"<p>{html_text(reason)}</p>",)), "")


def claim_in_html(text: str, language: str) -> str:
    """Return a claim with its language, to stand inside other text."""
    return html_of(text, language)


def _section(line: int, heading: str, inside: Iterator[str], tone: str) -> str:
    name = f"claim-{line}"
    said = f' class="{tone}"' if tone else ""
    title = f'<h2 id="{name}"{said}>{line}. {html_text(heading)}</h2>'
    body = "\n".join(inside)
    return f'<section aria-labelledby="{name}">\n{title}\n{body}\n</section>\n'


def _tone(answer: Answer) -> str:
    return DECISION_TONES[answer.decision].value


def _inside(answer: Answer, line: int) -> Iterator[str]:
    yield html_quotation(shortened(answer.claim, _CLAIM_SHOWN), answer.language)
    yield f'<p class="quiet">Language: {html_text(language_name(answer.language))}</p>'
    for note in answer.notes:
        yield f'<p class="note"><strong>Note:</strong> {html_text(note)}</p>'
    for number, group in enumerate(shown_groups(answer.matches), start=1):
        yield _side_by_side(group, f"group-{line}-{number}")
    for rank, match in enumerate(answer.matches, start=1):
        yield _match(match, rank)
    if answer.near_misses:
        yield "<h3>Near misses, not answers</h3>"
        yield f"<ul>\n{''.join(map(_near_miss, answer.near_misses))}</ul>"


def _side_by_side(group: Group, name: str) -> str:
    """Return a table with a column for each fact-check, that scrolls where it is too wide."""
    heads = "".join(
        f'<th scope="col">{rank}. {html_text(publisher_line(match.fact_check.publisher))}</th>'
        for rank, match in group.ranked
    )
    columns = [dict(_compared(match.fact_check)) for _, match in group.ranked]
    rows = "\n".join(
        f'<tr><th scope="row">{label}</th>'
        + "".join(f"<td>{column[label]}</td>" for column in columns)
        + "</tr>"
        for label in columns[0]
    )
    caption = f'<caption id="{name}">{html_text(group.heading)}</caption>'
    return (
        f'<div class="side" role="region" aria-labelledby="{name}" tabindex="0">\n<table>\n'
        f"{caption}\n<thead><tr><td></td>{heads}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n"
        "</table>\n</div>"
    )


def _compared(fact_check: FactCheck) -> Iterator[_Row]:
    yield "Rating", _rating(fact_check)
    yield "Our reading", html_text(our_reading(fact_check.reading))
    yield "Reviewed", html_text(fact_check.reviewed_on or NO_DATE)
    yield "Claim as reviewed", html_of(fact_check.claim, fact_check.language)
    yield "Read", html_link(fact_check.review_url)


def _match(match: Match, rank: int) -> str:
    fact_check = match.fact_check
    tone = VERDICT_TONES[fact_check.verdict].value
    verdict = html_text(VERDICTS[fact_check.verdict].upper())
    # Verdicts are what is read from afar, so a suggestion is named beside them.
    doubt = "" if match.decision is Decision.MATCH else f" ({match.decision}, not confirmed)"
    heading = f'<h3>{rank}. Verdict: <span class="{tone}">{verdict}</span>{doubt}</h3>'
    rows = "\n".join(f"<dt>{label}</dt><dd>{said}</dd>" for label, said in _rows(match) if said)
    cited = _citation(match)
    return (
        f'<article class="{tone}">\n{heading}\n<dl>\n{rows}\n</dl>\n'
        f"<h4>Why</h4>\n<ul>\n{''.join(_reasons(match))}</ul>\n"
        f"<h4>Cite</h4>\n{cited}\n</article>"
    )


def _citation(match: Match) -> str:
    from factcheck.citations.citation_data import CitationData  # lazy: Babel, for this format alone
    from factcheck.citations.running_text import html

    return html(CitationData(match.fact_check, match.decision))


def _rows(match: Match) -> Iterator[_Row]:
    fact_check = match.fact_check
    language = fact_check.language
    yield "Rating", _rating(fact_check)
    yield "Our reading", html_text(our_reading(fact_check.reading))
    yield "State", _state(fact_check)
    yield "Same claim?", html_text(chance(match.score))
    yield "Claim", _told(fact_check.claim, language)
    yield "Article", _told(fact_check.title, language)
    yield "Publisher", html_text(publisher_line(fact_check.publisher))
    yield "Reviewed", html_text(fact_check.reviewed_on or NO_DATE)
    yield "Modified", html_text(fact_check.modified_on)
    # Its language is anybody's guess: a name in the claimant's, the publisher's or another one.
    yield "Claimed by", _told(fact_check.claimant, "und")
    yield "Claimed on", html_text(fact_check.claimed_on)
    yield "Part that fits", _told(shortened(match.part, _CLAIM_SHOWN), "und")
    yield "Read", _linked(fact_check.review_url)
    yield "Archived", "<br>".join(map(html_link, fact_check.archive_urls))
    yield "Id", html_text(fact_check.id)


def _rating(fact_check: FactCheck) -> str:
    if not fact_check.rating:
        return "the record gives none"
    language = fact_check.rating_language
    quoted = f"“{html_of(fact_check.rating, language)}”"
    if language in ("", "und"):
        return quoted
    return f"{quoted} ({html_text(language_name(language))})"


def _state(fact_check: FactCheck) -> str:
    if fact_check.state is State.CURRENT:
        return ""
    said = ", ".join(part for part in (fact_check.state.value, fact_check.state_on) if part)
    reason = _told(fact_check.state_reason, fact_check.language)
    return f"<strong>{html_text(said)}</strong>" + (f": {reason}" if reason else "")


def _told(text: str, language: str) -> str:
    return html_of(text, language) if text else ""


def _linked(url: str) -> str:
    return html_link(url) if url else ""


def _reasons(match: Match) -> Iterator[str]:
    for conflict in match.conflicts:
        yield f'<li><strong class="bad">Conflict:</strong> {html_text(conflict.text)}</li>\n'
    for signal in support(match):
        yield f"<li>{html_text(signal.text)}</li>\n"


def _near_miss(miss: Match) -> str:
    fact_check = miss.fact_check
    told = (
        html_of(fact_check.claim, fact_check.language),
        html_text(publisher_line(fact_check.publisher)),
        html_text(chance(miss.score)),
        *([html_link(fact_check.review_url)] if fact_check.review_url else []),
    )
    reasons = "".join(_reasons(miss))
    return f"<li>{'<br>'.join(told)}" + (f"\n<ul>\n{reasons}</ul>" if reasons else "") + "</li>\n"
