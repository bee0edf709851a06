"""The engine's core: diagrams, plans, runs and transactions. It knows no node type and no generator."""
