"""The commands that a person or a script types."""
