"""Rank candidates, rerank and check them, decide on each, and group the fact-checks of a claim.

Import from the modules: features, ranker, reranker, calibration, conflicts, decision, grouping.
"""
