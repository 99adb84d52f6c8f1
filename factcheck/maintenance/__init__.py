"""Look at the pages behind fact-checks: are they still there, and do they still say the same?

fact-checks → their pages, a few hosts at a time → compared, with what they cite → said in words
and remembered → what a maintainer accepts becomes a revision
"""
