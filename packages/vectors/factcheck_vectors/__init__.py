"""Data alone: `vocabulary.bin`, which factcheck reads without importing this package."""
