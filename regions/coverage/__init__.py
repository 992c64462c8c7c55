"""Where the association works, dated."""
