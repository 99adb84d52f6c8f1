"""One run of the ingest pipeline."""
