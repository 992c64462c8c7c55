"""On the homes of the two: where the graduate stands, the mentor's meetings and graduates."""

from mentoring.mentorships.blocks import graduate, mentor  # noqa: F401  (each hangs its blocks)
