"""Strings: normalisation, languages, tokens and the facts that a claim states.

Pure functions without store and network. Import from the modules; none is loaded here.
"""
