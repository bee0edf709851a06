"""The kit: what `dipeo init` gives a project to own, and what is made in it later."""
