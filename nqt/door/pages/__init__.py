"""What a template sees of a resource: addresses, records, navigation, looks."""
