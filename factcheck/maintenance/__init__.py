"""Use cases that keep a store up to date.

Link checks compare review pages with the store and propose changes (`link_check`,
`accept_changes`), `sync` follows a feed, `rating_overrides` changes what a rating means, and
`explain_ingest` shows what an ingest would do.
"""
