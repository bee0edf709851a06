"""What was worked out lately, as much of it as there is room for."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """Values by key; those that were asked for last stay. `weigh` says how much room a value takes."""

    def __init__(self, room: int, weigh: Callable[[V], int] = lambda value: 1) -> None:
        self._room = room
        self._left = room
        self._weigh = weigh
        self._values: OrderedDict[K, V] = OrderedDict()
        self._lock = Lock()

    def peek(self, key: K) -> V | None:
        """The value of a key, where it is at hand."""
        with self._lock:
            return self._values.get(key)

    def get(self, key: K, make: Callable[[], V]) -> V:
        """The value of a key, made where it is not at hand. None is not kept: it may be there the next time."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = make()
        weight = 0 if value is None else self._weigh(value)
        if value is not None and weight <= self._room // 2:
            with self._lock:
                if key not in self._values:
                    self._values[key] = value
                    self._left -= weight
                while self._left < 0:
                    self._left += self._weigh(self._values.popitem(last=False)[1])
        return value
