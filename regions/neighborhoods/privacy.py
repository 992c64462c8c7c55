"""Perimeters are public: nothing about anybody."""

NOBODY = {
    "regions.PriorityNeighborhood": "the official list of a generation",
}
