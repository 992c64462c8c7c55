"""Long work: a row says what is asked, how far it is, and what came of it; Celery only carries its id."""
