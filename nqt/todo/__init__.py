"""Things to do: rooms hang piles, homes are drawn from them, a number beside an entry is what they count.

A room's `todo.py`, furniture that the roof loads, declares its piles:

    @pile("mentoring.mentorships.concerns", Audience.STAFF)
    class Concerns(Pile): ...

A pile is one queryset; its figure, its first things and the list it leads to are read from it and from nothing else.
"""
