"""Pure helpers: they know no application and have no table."""
