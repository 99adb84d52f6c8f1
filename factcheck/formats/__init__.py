"""Outside formats become records, and records become fact-checks."""
