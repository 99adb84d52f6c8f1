"""Answers and reports as text, terminal panels, Markdown, HTML, JSON and CSV."""
