"""A small product of its own, installed in tests alone: what proves the door without leaning on any feature."""
