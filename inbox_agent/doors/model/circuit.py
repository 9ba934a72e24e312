"""The circuit breaker: a model that keeps failing is left alone for a while.

Without it each waiting letter would sit out its whole deadline, one after the other, while the server is
down. Closed, it lets every call through. After `tolerance` failures in a row, or at once after one that no
waiting mends (a refused key, an empty account), it opens. When the rest is over it lets one call through as a
trial: success closes it, another failure opens it again. Waiting is measured on the monotonic clock (T-25).
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable

from inbox_agent.doors.model.failures import Failure, ModelFailed, ModelRests, Remedy

SHORT_REST = 300.0  #: seconds, after failures that pass
LONG_REST = 3600.0  #: seconds, after failures that a person must mend; no server's Retry-After lengthens it


class Circuit:
    """Whether the model may be asked now. Used by any number of threads."""

    def __init__(self, tolerance: int = 3, clock: Callable[[], float] = time.monotonic) -> None:
        self._tolerance = tolerance
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._until: float | None = None
        self._cause = ""

    @property
    def open(self) -> bool:
        """Whether a call would be turned away now."""
        with self._lock:
            return self._until is not None and self._clock() < self._until

    def enter(self) -> None:
        """Ask for leave to call. Raises `ModelRests` while the circuit is open."""
        with self._lock:
            if self._until is None:
                return
            left = self._until - self._clock()
            if left > 0:
                raise ModelRests(f"The model is left alone for another {math.ceil(left / 60)} min: {self._cause}")
            # This caller is the trial; whoever comes before its result is known still waits.
            self._until = self._clock() + SHORT_REST

    def succeeded(self) -> None:
        with self._lock:
            self._failures, self._until, self._cause = 0, None, ""

    def failed(self, fault: ModelFailed) -> None:
        """Count a failure. A model that refuses one letter or answers badly is not out of order, and does not count."""
        if fault.kind in {Failure.REFUSED, Failure.TOO_LONG, Failure.TRUNCATED, Failure.BAD_ANSWER}:
            self.succeeded()
            return
        with self._lock:
            self._failures += 1
            trial = self._until is not None
            if fault.kind.remedy is Remedy.REST:
                rest = LONG_REST
            elif fault.retry_after is not None and fault.retry_after > SHORT_REST:
                rest = min(fault.retry_after, LONG_REST)
            elif trial or self._failures >= self._tolerance:
                rest = SHORT_REST
            else:
                return
            self._until, self._cause = self._clock() + rest, str(fault)
