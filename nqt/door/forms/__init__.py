"""The fields of a resource, strict about input, and a serializer seen as a form."""
