"""Cite fact-checks as they stand today, and remember what was cited."""
