"""What this project costs, measured beside references in the same minutes."""
