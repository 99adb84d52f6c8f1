"""What factcheck does to a string before comparing it: pure functions, no store, no network."""
