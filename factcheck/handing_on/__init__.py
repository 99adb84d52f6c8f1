"""Write fact-checks down for others, and read what was written so back exactly as it was."""
