"""The life of a worker process: it carries out one task after another and ends when its pool is gone.

One thread listens all the time, so that the end of the pool is noticed in the middle of a task.
"""

import os
import pickle
import signal
import threading
import traceback
from collections.abc import Iterator
from itertools import islice
from queue import SimpleQueue
from typing import Any, BinaryIO, NamedTuple, NoReturn

from searchkit.workers.frames import Frame, Kind, receive, send, unpacked


class Order(NamedTuple):
    """What a worker is to do: `call` is a pickled pair of a function and its arguments.

    With a `window` the call gives an iterator, whose items are sent after the first `skip`, of which
    `taken` have been taken; at most `window` items are on their way and not yet taken.
    """

    call: bytes
    window: int = 0
    skip: int = 0
    taken: int = 0


def serve(inbox: BinaryIO, outbox: BinaryIO) -> NoReturn:
    """Carries out what comes in, until nothing can come any more; both streams are unbuffered."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the pool decides what an interruption means
    worker = _Worker(inbox, outbox)
    threading.Thread(target=worker.listen, daemon=True).start()
    worker.work()


class _Worker:
    def __init__(self, inbox: BinaryIO, outbox: BinaryIO) -> None:
        self._inbox, self._outbox = inbox, outbox
        self._tasks: SimpleQueue[tuple[Frame, Order]] = SimpleQueue()
        self._news = threading.Condition()
        self._number = -1
        self._taken = 0
        self._is_cancelled = False

    def listen(self) -> NoReturn:
        """Takes messages in until the pool is gone; then ends the process, whatever it is doing."""
        try:
            while (frame := receive(self._inbox)) is not None:
                with self._news:
                    self._heard(frame)
                    self._news.notify()
        finally:
            os._exit(0)

    def _heard(self, frame: Frame) -> None:
        if frame.kind in (Kind.SETUP, Kind.TASK):
            order = Order(*pickle.loads(frame.content))
            self._number, self._taken, self._is_cancelled = frame.number, order.taken, False
            self._tasks.put((frame, order))
        elif frame.number != self._number:
            pass  # about a task that is over
        elif frame.kind == Kind.TAKEN:
            self._taken = max(self._taken, unpacked(frame.content))
        else:
            self._is_cancelled = True

    def work(self) -> NoReturn:
        """Carries out tasks; an exception in one is its answer."""
        while True:
            frame, order = self._tasks.get()
            try:
                kind, content = self._answer(frame, order)
            except BaseException as error:
                kind, content = Kind.FAILED, pickle.dumps(_described(error))
            self._send(kind, frame.number, content)

    def _answer(self, frame: Frame, order: Order) -> tuple[Kind, bytes]:
        if frame.kind == Kind.TASK:
            self._send(Kind.BEGUN, frame.number, b"")
        function, arguments, named = pickle.loads(order.call)
        result = function(*arguments, **named)
        if frame.kind == Kind.SETUP:
            return Kind.READY, b""
        if not order.window:
            return Kind.DONE, pickle.dumps(result, pickle.HIGHEST_PROTOCOL)
        self._stream(iter(result), frame.number, order)
        return Kind.DONE, b""

    def _stream(self, items: Iterator[Any], number: int, order: Order) -> None:
        """Sends items; the next one is not begun before it may be sent."""
        next(islice(items, order.skip, order.skip), None)
        sent = order.skip
        while self._may_send(sent - order.window):
            try:
                item = next(items)
            except StopIteration:
                return
            self._send(Kind.ITEM, number, pickle.dumps(item, pickle.HIGHEST_PROTOCOL))
            sent += 1

    def _may_send(self, wanted: int) -> bool:
        """Waits until more than `wanted` items have been taken; False if nobody wants more."""
        with self._news:
            self._news.wait_for(lambda: self._is_cancelled or self._taken > wanted)
            return not self._is_cancelled

    def _send(self, kind: Kind, number: int, content: bytes) -> None:
        try:
            send(self._outbox, kind, number, content)
        except OSError:
            os._exit(0)


def _described(error: BaseException) -> tuple[str, str, str]:
    """The class, the text and the place of an exception, as text: its class may be unknown to the pool."""
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    try:
        text = str(error)
    except Exception:
        text = ""
    return name, text, "".join(traceback.format_exception(error))
