"""The history that a team shares: its place, what is sent there, and what is read."""
