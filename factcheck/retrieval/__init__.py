"""Candidate retrieval: exact text and links, lexical BM25, dense vectors, and their index files."""
