"""What each audience sees of mentors, and may do with them."""

from mentoring.mentors.resources import mentor, partner, staff, staff_employments

__all__ = ["mentor", "partner", "staff", "staff_employments"]
