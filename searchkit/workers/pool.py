"""Spreads tasks over worker processes: bounded, in whatever order they end, and without loss when one dies."""

import pickle
import weakref
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Any, Generic, ParamSpec, Self, TypeVar

from searchkit.workers.child import Order
from searchkit.workers.crew import Crew, Job

P = ParamSpec("P")
T = TypeVar("T")
A = TypeVar("A")


class WorkerPool:
    """Runs calls of importable functions in up to `jobs` other processes, which are started when there is work.

    Functions, arguments and results travel as pickles. An exception in a call is a TaskFailed where its
    result is asked for. A call whose process dies is run again, `retries` times; then it is a WorkerDied, and
    no other call is harmed. Tasks are begun in the order they were given. Safe to use from several threads.

    A context manager: leaving it ends the processes at once, done or not. They also end when this process
    does, however it ends.

    >>> import math
    >>> with WorkerPool(jobs=2) as pool:
    ...     list(pool.map(math.factorial, [3, 4, 5]))
    [6, 24, 120]
    """

    def __init__(
        self, jobs: int, initializer: Callable[[], object] | None = None, window: int = 4, retries: int = 1
    ) -> None:
        """`initializer` is called once in each process, before its first task.

        `window` is how many items of a stream may be on their way and not yet taken. Raises ValueError for
        numbers of jobs or items below 1.
        """
        if jobs < 1 or window < 1:
            raise ValueError("a pool needs at least one job and a window of one item")
        self.jobs, self.window, self.retries = jobs, window, retries
        self._crew = Crew(jobs, Order(_call(initializer or _nothing)))
        weakref.finalize(self, self._crew.abandon).atexit = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends all processes; what had no result yet has a RuntimeError instead."""
        self._crew.close()

    @property
    def pids(self) -> tuple[int, ...]:
        """The numbers of the worker processes there are now."""
        return self._crew.pids()

    def submit(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> "Task[T]":
        """A call with one result."""
        job = Job(_call(function, *args, **kwargs), 0, self.retries)
        self._crew.accept(job)
        return Task(self, job)

    def stream(self, function: Callable[P, Iterable[T]], *args: P.args, **kwargs: P.kwargs) -> "Stream[T]":
        """A call that gives one item after another, say of a generator function.

        Run again, it must give the same items: those that have come are passed over. An item that has not
        been taken holds up those after the window, and its worker with them.
        """
        job = Job(_call(function, *args, **kwargs), self.window, self.retries)
        self._crew.accept(job)
        return Stream(self, job)

    def stream_apart(self, function: Callable[P, Iterable[T]], *args: P.args, **kwargs: P.kwargs) -> "Stream[T]":
        """As `stream`, but begun at once, in a further process of its own that ends with it.

        For what must not wait behind streams that nobody takes from yet.
        """
        job = Job(_call(function, *args, **kwargs), self.window, self.retries)
        self._crew.accept_apart(job)
        return Stream(self, job)

    def map(self, function: Callable[[A], T], arguments: Iterable[A]) -> Iterator[T]:
        """The results for many arguments, in their order; arguments are taken a few ahead of the results."""
        ahead: deque[Task[T]] = deque()
        try:
            for argument in arguments:
                ahead.append(self.submit(function, argument))
                if len(ahead) > 2 * self.jobs:
                    yield ahead.popleft().result()
            while ahead:
                yield ahead.popleft().result()
        finally:
            for task in ahead:
                task.cancel()


class Task(Generic[T]):
    """A call whose result will come."""

    def __init__(self, pool: WorkerPool, job: Job) -> None:
        self._pool, self._job = pool, job  # with the pool, for it ends when nobody holds it

    def result(self) -> T:
        """Waits for the result; raises TaskFailed, WorkerDied, or WorkerStartError if there can be no workers."""
        content = self._pool._crew.result(self._job)
        result: T = pickle.loads(content)
        return result

    def cancel(self) -> None:
        """The result is no longer wanted; a call that has begun goes on to its end."""
        self._pool._crew.cancel(self._job)


class Stream(Iterator[T]):
    """The items of a call, in order; raises as `Task.result` does, after the items that came before.

    A context manager: leaving it, or `close`, tells the worker that no more are wanted.
    """

    def __init__(self, pool: WorkerPool, job: Job) -> None:
        self._pool, self._job = pool, job

    def __next__(self) -> T:
        content = self._pool._crew.take(self._job)
        if content is None:
            raise StopIteration
        item: T = pickle.loads(content)
        return item

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """No more items are wanted."""
        self._pool._crew.cancel(self._job)


def _call(function: Callable[..., Any], *args: Any, **kwargs: Any) -> bytes:
    """A call as a pickle; raises ValueError for a function of the main script, which no other process has."""
    if getattr(function, "__module__", None) == "__main__":
        raise ValueError(f"{function!r} is in the main script; a worker can only import functions of modules")
    return pickle.dumps((function, args, kwargs), pickle.HIGHEST_PROTOCOL)


def _nothing() -> None:
    """The initializer of a pool that needs none."""
