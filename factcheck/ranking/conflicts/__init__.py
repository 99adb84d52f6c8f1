"""Reasons against two claims being the same, one function each, with words for a person."""
