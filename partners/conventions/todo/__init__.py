"""What conventions ask: of staff, those that they or nobody follow; of a partner, its own signatures."""

from partners.conventions.todo import partner, staff_parties, staff_texts  # noqa: F401  (each declares its piles)
