"""Read a publisher's rating as one of our verdicts.

`rating_reader` reads by the tables of labels in ``vocabularies/``, which `vocabulary` loads;
`numeric_ratings` reads ratings that are only a number.
"""
