"""What pairs ask: of staff, of the mentor, of the graduate."""

from mentoring.mentorships.todo import of_the_two, staff  # noqa: F401  (each declares its piles)
