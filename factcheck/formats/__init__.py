"""Formats of fact-check files, in and out.

In: `input_files` opens and decodes, `sniffing` detects the format, `record_reader` yields records,
`validation` turns each into a fact-check. Out: `export` writes them, and `round_trip` reads our own
exports back exactly.
"""
