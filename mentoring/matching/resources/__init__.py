"""Every resource of the feature, by audience."""
