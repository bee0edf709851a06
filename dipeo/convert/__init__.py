"""Specifications from what people have, and back."""
