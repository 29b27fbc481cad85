"""Spec files: their schema, loading with file and line, queries over them, and the audit's rules."""
