"""Measure how far answers can be trusted, on claims whose right answers are known."""
