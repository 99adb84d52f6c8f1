"""Compare a claim with a stored fact-check: signals, one score, one decision."""
