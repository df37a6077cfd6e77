"""Who does what in a pool: one thread keeps one worker process, and takes one job after another."""

import atexit
import os
import pickle
import threading
from collections import deque
from dataclasses import dataclass, field
from itertools import count

from searchkit.workers.child import Order
from searchkit.workers.failures import TaskFailed, WorkerDied, WorkerStartError
from searchkit.workers.frames import Kind, packed
from searchkit.workers.process import WorkerProcess

# On Windows a wait without an end cannot be interrupted; and an abandoned pool cannot wake its keepers.
_WAIT_S = 0.5
_NUMBERS = count(1)


@dataclass(slots=True, eq=False)
class Job:
    """A call and how far it has come; the crew's lock guards all that changes.

    `received` and `taken` count the items of a stream (`window` > 0), `items` are those between the two.
    A call with one result has it as its one item.
    """

    call: bytes
    window: int
    retries_left: int
    number: int = field(default_factory=lambda: next(_NUMBERS))
    items: deque[bytearray] = field(default_factory=deque)
    received: int = 0
    taken: int = 0
    process: WorkerProcess | None = None
    has_begun: bool = False
    is_cancelled: bool = False
    is_over: bool = False
    error: Exception | None = None

    def order(self) -> bytes:
        """What a worker must know to begin, or to go on where another one died."""
        return pickle.dumps(tuple(Order(self.call, self.window, self.received, self.taken)))


class Crew:
    """The jobs that wait, the threads that keep workers, and one lock for all of it.

    It is no part of `WorkerPool` so that its threads do not hold the pool itself, which ends when nobody does.
    """

    def __init__(self, jobs: int, setup: Order) -> None:
        self._jobs, self._setup = jobs, setup
        self._owner = os.getpid()
        self._lock = threading.Lock()
        self._work = threading.Condition(self._lock)  # for keepers: a job waits
        self._news = threading.Condition(self._lock)  # for those who wait for a job
        self._waiting: deque[Job] = deque()
        self._idle = 0
        self._keepers: list[threading.Thread] = []
        self._apart: set[threading.Thread] = set()
        self._processes: set[WorkerProcess] = set()
        self._is_closed = False
        self._unstartable: WorkerStartError | None = None
        atexit.register(self.close)

    def pids(self) -> tuple[int, ...]:
        """The numbers of the processes there are."""
        with self._lock:
            return tuple(sorted(process.pid for process in self._processes))

    def accept(self, job: Job) -> None:
        """Puts a job behind the others; a further worker is started if all are busy and there may be one."""
        with self._lock:
            self._check_open()
            if self._unstartable:
                self._end(job, self._unstartable)
                return
            if self._idle <= len(self._waiting) and len(self._keepers) < self._jobs:
                keeper = threading.Thread(target=self._keep, name="searchkit-worker", daemon=True)
                keeper.start()
                self._keepers.append(keeper)
            self._waiting.append(job)
            self._work.notify()

    def accept_apart(self, job: Job) -> None:
        """Begins a job at once, with a worker beyond the others."""
        with self._lock:
            self._check_open()
            keeper = threading.Thread(target=self._keep_apart, args=(job,), name="searchkit-worker", daemon=True)
            keeper.start()
            self._apart.add(keeper)

    def _check_open(self) -> None:
        if self._is_closed:
            raise RuntimeError("the pool is closed")

    def take(self, job: Job) -> bytearray | None:
        """Waits for the next item of a stream; None at its end. Raises what ended it."""
        with self._lock:
            while not (job.items or job.is_over):
                self._news.wait(_WAIT_S)
            if not job.items:
                if job.error:
                    raise job.error
                return None
            item = job.items.popleft()
            job.taken += 1
            process, taken = job.process, job.taken
        if process and job.window:
            process.send(Kind.TAKEN, job.number, packed(taken))
        return item

    def result(self, job: Job) -> bytearray:
        """Waits for the result; it can be asked for again. Raises what prevented it."""
        with self._lock:
            while not job.is_over:
                self._news.wait(_WAIT_S)
            if not job.items:
                raise job.error or RuntimeError("the call was cancelled")
            return job.items[0]

    def cancel(self, job: Job) -> None:
        """The job is no longer wanted; its worker stops at the next item."""
        with self._lock:
            job.is_cancelled = True
            if not job.is_over:
                job.items.clear()
            if job in self._waiting:
                self._waiting.remove(job)
                self._end(job, None)
            process = job.process
        if process:
            process.send(Kind.CANCEL, job.number)

    def close(self) -> None:
        """Ends all workers and waits until they are gone; jobs that were not over have an error."""
        if os.getpid() != self._owner:
            return  # a fork of the program: the workers are not its own
        atexit.unregister(self.close)
        with self._lock:
            self._is_closed = True
            for job in self._waiting:
                self._end(job, RuntimeError("the pool is closed"))
            self._waiting.clear()
            for process in self._processes:
                process.kill()
            keepers = [*self._keepers, *self._apart]
            self._work.notify_all()
        for keeper in keepers:
            if keeper is not threading.current_thread():
                keeper.join()

    def abandon(self) -> None:
        """Ends all workers without waiting for anything: it is the garbage collector that calls, from anywhere."""
        if os.getpid() == self._owner:
            atexit.unregister(self.close)
            self._is_closed = True
            for process in tuple(self._processes):
                process.kill()

    def _keep(self) -> None:
        """The life of a keeper."""
        process: WorkerProcess | None = None
        while job := self._next_job():
            process = self._carry_out(job, process)
        if process:
            process.kill()
            self._reap(process)

    def _keep_apart(self, job: Job) -> None:
        if process := self._carry_out(job, None):
            process.kill()
            self._reap(process)
        with self._lock:
            self._apart.discard(threading.current_thread())

    def _next_job(self) -> Job | None:
        """Waits for a job; None when the pool closes."""
        with self._lock:
            while not (self._waiting or self._is_closed):
                self._idle += 1
                self._work.wait(_WAIT_S)
                self._idle -= 1
            return None if self._is_closed else self._waiting.popleft()

    def _carry_out(self, job: Job, process: WorkerProcess | None) -> WorkerProcess | None:
        """Has the job done, again if its worker dies; returns the worker if it lives."""
        while not job.is_over:
            is_new = process is None
            try:
                process = process or self._started()
            except WorkerStartError as error:
                self._give_up(job, error)
                return None
            if self._listen(job, process):
                return process
            exit_code = self._reap(process)
            if is_new or job.has_begun or job.is_cancelled or self._is_closed:
                self._bury(job, exit_code)  # otherwise it had died before, while it had nothing to do
            process = None
        return process

    def _started(self) -> WorkerProcess:
        """A new worker; one that was killed while it started proves nothing, so there is a second try."""
        try:
            return self._start()
        except WorkerStartError:
            if self._is_closed:
                raise
            return self._start()

    def _start(self) -> WorkerProcess:
        """A new worker, which `close` can end from its first moment on."""
        process = WorkerProcess()
        with self._lock:
            self._processes.add(process)
            if self._is_closed:
                process.kill()
        try:
            process.get_ready(self._setup)
        except WorkerStartError:
            process.kill()
            self._reap(process)
            raise
        return process

    def _listen(self, job: Job, process: WorkerProcess) -> bool:
        """Begins a job and takes in what its worker says; False if that dies before the end."""
        self._begin(job, process)
        while frame := process.receive():
            with self._lock:
                if frame.kind == Kind.BEGUN:
                    job.has_begun = True
                    continue
                if frame.kind == Kind.FAILED:
                    self._end(job, TaskFailed(*pickle.loads(frame.content)))
                    return True
                if not job.is_cancelled and (frame.kind == Kind.ITEM or not job.window):
                    job.items.append(frame.content)
                    job.received += 1
                if frame.kind == Kind.DONE:
                    self._end(job, None)
                    return True
                self._news.notify_all()
        return False

    def _begin(self, job: Job, process: WorkerProcess) -> None:
        """Sends the job, and again what its taker may have said before the worker was known to him."""
        with self._lock:
            order = job.order()
            job.has_begun = False
        process.send(Kind.TASK, job.number, order)
        with self._lock:
            job.process = process
            taken, is_cancelled = job.taken, job.is_cancelled
        process.send(Kind.TAKEN, job.number, packed(taken))
        if is_cancelled:
            process.send(Kind.CANCEL, job.number)

    def _bury(self, job: Job, exit_code: int) -> None:
        """Decides what becomes of a job whose worker died."""
        with self._lock:
            job.process = None
            if self._is_closed:
                self._end(job, RuntimeError("the pool is closed"))
            elif job.is_cancelled:
                self._end(job, None)
            elif not job.retries_left:
                self._end(job, WorkerDied(exit_code))
            job.retries_left -= 1

    def _give_up(self, job: Job, error: WorkerStartError) -> None:
        """No worker can be started: the jobs that wait will not be done either."""
        with self._lock:
            self._unstartable = error
            for one in (job, *self._waiting):
                self._end(one, RuntimeError("the pool is closed") if self._is_closed else error)
            self._waiting.clear()

    def _end(self, job: Job, error: Exception | None) -> None:
        job.is_over, job.error, job.process = True, error, None
        self._news.notify_all()

    def _reap(self, process: WorkerProcess) -> int:
        exit_code = process.reap()
        with self._lock:
            self._processes.discard(process)
        return exit_code
