"""One meaning in every language: random specifications and instances, judged by all that is generated."""

from __future__ import annotations

import os

from tests.agreement.agreement import Counts
from tests.agreement.run import judge

SEED = int(os.environ.get("SEED", "0"))


def test_all_judges_say_the_same() -> None:
    counts = Counts()
    disagreement = judge(400, SEED, counts)
    assert disagreement is None, str(disagreement)
    assert counts.pairs["valid"] > 100
    assert counts.pairs["invalid"] > 100
