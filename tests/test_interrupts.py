"""Signals that are held back."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from threading import Thread

import pytest

from dipeo.core import interrupts


@pytest.fixture
def got() -> Iterator[list[int]]:
    """The signals that were handled."""
    numbers: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, frame: numbers.append(number))
    yield numbers
    signal.signal(signal.SIGTERM, before)


def send(number: int) -> None:
    os.kill(os.getpid(), number)


def test_a_signal_comes_after_the_block(got: list[int]) -> None:
    with interrupts.deferred():
        send(signal.SIGTERM)
        assert got == []
    assert got == [signal.SIGTERM]
    send(signal.SIGTERM)
    assert got == [signal.SIGTERM] * 2


def test_a_block_inside_another_ends_nothing(got: list[int]) -> None:
    with interrupts.deferred():
        with interrupts.deferred():
            send(signal.SIGTERM)
        assert got == []
    assert got == [signal.SIGTERM]


def test_a_signal_can_be_delivered_in_between(got: list[int]) -> None:
    with interrupts.deferred():
        send(signal.SIGTERM)
        interrupts.deliver()
        assert got == [signal.SIGTERM]
        send(signal.SIGTERM)
        assert got == [signal.SIGTERM]
    assert got == [signal.SIGTERM] * 2


def test_an_interrupt_is_raised_when_the_block_ends() -> None:
    done = []

    def work() -> None:
        with interrupts.deferred():
            send(signal.SIGINT)
            done.append("all")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert done == ["all"]
    with pytest.raises(KeyboardInterrupt):
        send(signal.SIGINT)


def test_an_error_of_the_block_is_kept_beside_the_interrupt() -> None:
    def work() -> None:
        with interrupts.deferred():
            send(signal.SIGINT)
            raise ValueError

    with pytest.raises(KeyboardInterrupt) as raised:
        work()
    assert isinstance(raised.value.__context__, ValueError)


def test_ignored_signals_stay_ignored(got: list[int]) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with interrupts.deferred():
        send(signal.SIGTERM)
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN


def test_other_threads_get_no_signals() -> None:
    def work() -> None:
        with interrupts.deferred():
            handlers.append(signal.getsignal(signal.SIGINT))

    before = signal.getsignal(signal.SIGINT)
    handlers: list[object] = []
    thread = Thread(target=work)
    thread.start()
    thread.join()
    assert handlers == [before]
