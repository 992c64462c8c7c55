"""The rights of a person over what is kept about her: being forgotten."""
