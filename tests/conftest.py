"""What is the same for all tests: a busy machine makes none fail, and neither does one where they run unseen."""

import os
import signal

from hypothesis import HealthCheck, settings

settings.register_profile(
    "patient",
    settings.default,  # where CI is set, Hypothesis's own for it: not at random
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("patient")

# A shell lets its jobs in the background ignore it, and what they start would too.
signal.signal(signal.SIGINT, signal.default_int_handler)

# What is started here writes as it does for people, of whom few set this.
os.environ.pop("PYTHONUNBUFFERED", None)
