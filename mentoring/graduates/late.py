"""After how many days without an answer an application is late: for those of the territory, then for everybody."""

REGIONAL_AFTER, NATIONAL_AFTER = 7, 15
