"""The long run: `python -m tests.agreement --pairs 10000 --seed 0`."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter

from tests.agreement.agreement import Counts
from tests.agreement.run import judge


def main() -> int:
    """Judge, and say how many pairs, and what they disagree about."""
    parser = argparse.ArgumentParser(prog="python -m tests.agreement")
    parser.add_argument("--pairs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    counts, start = Counts(), time.monotonic()
    disagreement = judge(arguments.pairs, arguments.seed, counts)
    _print(counts, f"seed {arguments.seed}, {time.monotonic() - start:.0f} s")
    if disagreement is not None:
        print(disagreement)
    print(f"{int(disagreement is not None)} disagreements")
    return int(disagreement is not None)


def _print(counts: Counts, how: str) -> None:
    """What was judged: `10,000 pairs …`, and of what there was how much."""
    total = counts.pairs.total()
    print(
        f"{total:,} pairs of a specification and an instance ({how}): {_all(counts.pairs)}"
    )
    print(f"{counts.specifications:,} specifications in {counts.worlds:,} groups")
    print(f"types: {_all(counts.types)}")
    print(f"constraints and fields: {_all(counts.constraints)}")


def _all(counted: Counter[str]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counted.most_common())


if __name__ == "__main__":
    sys.exit(main())
