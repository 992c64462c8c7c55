"""Staff and their territories, dated."""
