"""Find fact-checks that mean the same as a claim, whatever language they are written in."""
