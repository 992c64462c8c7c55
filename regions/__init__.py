"""Territories, where the association works in them, and who of its staff looks after them."""
