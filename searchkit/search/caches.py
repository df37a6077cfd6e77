"""A cache that forgets what was used least recently once it holds too many bytes."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any


class ByteCache:
    """Values by key, up to `most_bytes`; a value larger than that is not kept. Threads may share one."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes, self.size_bytes = most_bytes, 0
        self._entries: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: Hashable) -> Any:
        """The value, or None."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            self._entries.move_to_end(key)
            return entry[0]

    def put(self, key: Hashable, value: Any, size_bytes: int) -> None:
        """Keeps a value that takes so many bytes."""
        with self._lock:
            _, before = self._entries.pop(key, (None, 0))
            self.size_bytes -= before
            if size_bytes > self.most_bytes:
                return
            self._entries[key] = value, size_bytes
            self.size_bytes += size_bytes
            while self.size_bytes > self.most_bytes:
                _, (_, gone) = self._entries.popitem(last=False)
                self.size_bytes -= gone

    def remembered(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """What tells its `nbytes`, as arrays do, or a tuple of such: made once, and kept while there is room."""
        found = self.get(key)
        if found is None:
            found = make()
            parts = found if isinstance(found, tuple) else (found,)
            self.put(key, found, 200 + sum(part.nbytes for part in parts if part is not None))
        return found
