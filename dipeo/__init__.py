"""DiPeO: diagram-driven code generation."""
