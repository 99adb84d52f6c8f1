"""Wrappers around the lookup pipeline for lists of claims: prefetch and the answer cache."""
