"""Fetch and read pages of strangers without being harmed by them or harming them."""
