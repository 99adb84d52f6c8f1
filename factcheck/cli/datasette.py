"""Write the metadata with which Datasette searches, sorts and facets a store."""

from factcheck.cli.options import (
    DbOption,
    ForceOption,
    OutputOption,
    existing_store,
    refuse_to_spoil,
)
from factcheck.cli.standard_streams import opened_output
from factcheck.errors import ExitStatus
from factcheck.formats.json_lines_writer import json_page
from factcheck.reports.datasette_metadata import datasette_metadata

EXAMPLES = (
    "factcheck datasette --db claims.db -o metadata.json && datasette claims.db -m metadata.json",
)


def datasette(
    output: OutputOption = None, force: ForceOption = False, db: DbOption = None
) -> ExitStatus:
    """Write the metadata with which Datasette searches, sorts and facets the store.

    Without it Datasette ignores a search on the view `current_fact_checks` and shows every
    table that the store needs for itself.
    """
    with existing_store(db) as store:
        refuse_to_spoil(output, store.path, force=force)
        metadata = datasette_metadata(store)
    with opened_output(output, for_machines=True) as stream:
        stream.write(f"{json_page(metadata)}\n")
    return ExitStatus.OK
