"""Where the association works: nothing about anybody."""

NOBODY = {
    "regions.Coverage": "territories and dates; the note is about them",
}
