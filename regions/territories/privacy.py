"""Territories are public lists: nothing about anybody."""

NOBODY = {
    "regions.Commune": "the official list of a vintage",
    "regions.CommuneMove": "the official list",
    "regions.Department": "the official list",
    "regions.FormerName": "the official list",
    "regions.OfficialFile": "a log of imports: name, size and hash of a public file",
    "regions.Region": "the official list",
    "regions.RegionDepartment": "the official list",
}
