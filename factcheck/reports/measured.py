"""What an evaluation must have measured to be shown."""

from collections.abc import Mapping, Sequence
from typing import Protocol


class MeasuredGroup(Protocol):
    """Claims that were measured together."""

    @property
    def claims(self) -> int:
        """How many."""
        ...

    @property
    def values(self) -> Mapping[str, float | None]:
        """By measure."""
        ...

    @property
    def intervals(self) -> Mapping[str, tuple[float, float] | None]:
        """By measure: where 95 of 100 resampled sets of claims have it."""
        ...


class ScoreBin(Protocol):
    """Claims whose best hits have about the same score."""

    @property
    def lowest(self) -> float:
        """Lowest score."""
        ...

    @property
    def highest(self) -> float:
        """Highest score."""
        ...

    @property
    def score(self) -> float:
        """Mean score."""
        ...

    @property
    def right(self) -> float:
        """Share that is right."""
        ...

    @property
    def claims(self) -> int:
        """How many."""
        ...


class ThresholdRow(Protocol):
    """Decisions if matches began at another score."""

    @property
    def threshold(self) -> float:
        """That score."""
        ...

    @property
    def match_precision(self) -> float | None:
        """Share of matches that are right."""
        ...

    @property
    def match_recall(self) -> float | None:
        """Share of answers that are matches."""
        ...

    @property
    def false_match_rate(self) -> float | None:
        """Share of claims without an answer that get a match."""
        ...


class DecisionMistake(Protocol):
    """A decision that a person should look at."""

    @property
    def kind(self) -> str:
        """What went wrong."""
        ...

    @property
    def claim_id(self) -> str:
        """The claim, as the labels name it."""
        ...

    @property
    def fact_check_id(self) -> str:
        """What was presented."""
        ...

    @property
    def score(self) -> float:
        """With which score."""
        ...


class MeasuredReport(Protocol):
    """Everything that was measured."""

    @property
    def everything(self) -> MeasuredGroup:
        """All claims."""
        ...

    @property
    def by_language(self) -> Mapping[str, MeasuredGroup]:
        """By language of the claim."""
        ...

    @property
    def by_pair(self) -> Mapping[str, MeasuredGroup]:
        """By languages of claim and fact-check."""
        ...

    @property
    def bins(self) -> Sequence[ScoreBin]:
        """Lowest scores first."""
        ...

    @property
    def bins_half_without(self) -> Sequence[ScoreBin]:
        """The same, with look-ups whose answers were hidden."""
        ...

    @property
    def ece_half_without(self) -> float | None:
        """Calibration error over those."""
        ...

    @property
    def sweep(self) -> Sequence[ThresholdRow]:
        """Lowest threshold first."""
        ...

    @property
    def mistakes(self) -> Sequence[DecisionMistake]:
        """The worst of each kind."""
        ...

    @property
    def counts(self) -> Mapping[str, int]:
        """What went in, by name."""
        ...

    @property
    def notes(self) -> Sequence[str]:
        """What a reader must know about the figures."""
        ...
