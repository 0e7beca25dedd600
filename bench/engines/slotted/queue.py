"""Who is next: the request that is expected to be longest, so that no long one is left to run alone at the end.

What is expected of a request is the mean length of those of its kind (arm and family) that have ended; of a kind that
none has ended of, its whole budget. Longest first is the classic rule for filling parallel machines (Graham 1969,
"Bounds on multiprocessing timing anomalies"). Requests of a kind keep their order, so that samples of one prompt stay
together and share its prefill.
"""

from collections import defaultdict, deque
from collections.abc import Iterable

from bench.engines.rows import Kind, Row


class Queue:
    """Rows that wait for a slot."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._waiting: dict[Kind, deque[Row]] = defaultdict(deque)
        self._lengths: dict[Kind, tuple[int, int]] = {}
        for row in rows:
            self._waiting[row.kind].append(row)

    def __len__(self) -> int:
        return sum(map(len, self._waiting.values()))

    def take(self, count: int) -> list[Row]:
        """Up to `count` rows, the longest expected first."""
        taken: list[Row] = []
        for kind in sorted(self._waiting, key=self.expected, reverse=True):
            waiting = self._waiting[kind]
            while waiting and len(taken) < count:
                taken.append(waiting.popleft())
        return taken

    def put_back(self, rows: Iterable[Row]) -> None:
        """Rows that lost their slot; they come first among their kind."""
        for row in reversed(list(rows)):
            self._waiting[row.kind].appendleft(row)

    def ended(self, row: Row) -> None:
        """Learn from a row's length."""
        count, total = self._lengths.get(row.kind, (0, 0))
        self._lengths[row.kind] = (count + 1, total + len(row.made))

    def expected(self, kind: Kind) -> float:
        """Tokens that a row of this kind is expected to make."""
        count, total = self._lengths.get(kind, (0, 0))
        return total / count if count else kind[2]
