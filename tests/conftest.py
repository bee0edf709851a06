"""How patient Hypothesis is: a busy machine makes no test fail."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "patient",
    settings.default,  # where CI is set, Hypothesis's own for it: not at random
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("patient")
