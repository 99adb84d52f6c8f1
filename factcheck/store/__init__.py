"""Keep published fact-checks, with their whole history, in one file."""
