"""One store as a service: Google's API, our own JSON, OpenRefine, and a page for people."""
