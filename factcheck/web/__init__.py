"""Fetch and parse untrusted pages safely and politely; check links and query archives."""
