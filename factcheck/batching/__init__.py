"""What makes lists of claims fast around the lookup pipeline: prefetching and the answer cache."""
