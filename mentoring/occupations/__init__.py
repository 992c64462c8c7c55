"""What people studied and what they work as: the words graduates, mentors and the matching share."""
