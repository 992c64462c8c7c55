"""Conventions between NQT and its partners: text, signatures, life."""
