"""What a page says about itself to machines, whether it was fetched or lies in a file."""
