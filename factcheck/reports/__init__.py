"""Show answers, fact-checks and reports on a screen, in a file or as a citation."""
