"""Join claims into groups in which no two contradict each other."""

from collections.abc import Callable

# All wordings of a group are compared with one another.
MOST_WORDINGS = 500


class Groups:
    """A partition of numbers from 0, which are alone at first."""

    def __init__(self, count: int, contradict: Callable[[int, int], bool]) -> None:
        """Start with *count* groups.

        Args:
            count: How many numbers.
            contradict: Whether two of them must not share a group.
        """
        self._group_of = list(range(count))
        self._members = {number: [number] for number in range(count)}
        self._apart: dict[int, set[int]] = {}
        self._contradict = contradict

    def may_join(self, one: int, other: int) -> bool:
        """Whether two numbers are in two groups of which no conflict is known yet."""
        here, there = self._group_of[one], self._group_of[other]
        return here != there and there not in self._apart.get(here, ())

    def join(self, one: int, other: int) -> bool:
        """Join the groups of two numbers that `may_join`, unless any of their members contradict.

        Returns:
            Whether they are one group now. A group takes at most `MOST_WORDINGS`.
        """
        here, there = self._group_of[one], self._group_of[other]
        if len(self._members[here]) < len(self._members[there]):
            here, there = there, here
        kept, added = self._members[here], self._members[there]
        if len(kept) + len(added) > MOST_WORDINGS or any(
            self._contradict(member, new) for new in added for member in kept
        ):
            self._apart.setdefault(here, set()).add(there)
            self._apart.setdefault(there, set()).add(here)
            return False
        kept += self._members.pop(there)
        for member in added:
            self._group_of[member] = here
        for apart in self._apart.pop(there, set()):
            self._apart[apart].remove(there)
            self._apart[apart].add(here)
            self._apart.setdefault(here, set()).add(apart)
        return True

    def members(self) -> list[list[int]]:
        """Give the numbers of each group."""
        return list(self._members.values())
