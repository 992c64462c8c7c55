"""Which rows of a list, which of them on this page, in which order, and the same as a file."""
