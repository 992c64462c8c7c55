"""Young graduates: the application, the rules of eligibility, the pool."""
