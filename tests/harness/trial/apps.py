from django.apps import AppConfig


class TrialConfig(AppConfig):
    """Two audiences of a small convention, a long form, a page of figures, a public list."""

    name = "tests.harness.trial"
    label = "trial"
