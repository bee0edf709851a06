"""Where a line of a generated file comes from, and what would change: found by running again, when somebody asks."""
