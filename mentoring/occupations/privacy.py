"""The official nomenclatures hold nothing about anybody."""

NOBODY = {
    "mentoring.Occupation": "the official list",
    "mentoring.JobTitle": "the official list",
    "mentoring.StudyField": "the official list",
}
