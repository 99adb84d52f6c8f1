"""Group a list of claims by meaning, with the judgement that a look-up has."""
