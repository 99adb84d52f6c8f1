# The virtual environment that `just setup` makes.
bin := ".venv/bin"

# Tests and checks: what to run before a commit.
default: test lint

# Make .venv with factcheck (editable) and every tool.
setup:
    python3 -m venv .venv
    {{bin}}/python -m pip install --quiet --upgrade pip
    {{bin}}/pip install --quiet --constraint constraints.txt --editable . --group dev

# The tests; `just test -k kuna` runs some.
test *options:
    {{bin}}/pytest -n auto {{options}}

# Style, types, layers between the rooms, stale documentation.
lint:
    {{bin}}/ruff check .
    {{bin}}/ruff format --check .
    {{bin}}/mypy
    {{bin}}/lint-imports
    {{bin}}/cog --check -I tools docs/cli.md docs/json.md docs/scale.md

# The documentation site, in build/site; needs the group docs.
site:
    {{bin}}/sphinx-build -q -c docs -W --keep-going -n . build/site

# Put code into our layout.
format:
    {{bin}}/ruff check --fix .
    {{bin}}/ruff format .

# Bring transcripts, help pages, tables, pictures, the manual page and completions up to date.
cog:
    {{bin}}/cog -r -I tools README.md docs/*.md
    {{bin}}/python tools/build_shell_files.py
    {{bin}}/python tools/build_pictures.py

# Write the tables of words and names once more, in the forms that load fastest.
pack:
    {{bin}}/python tools/pack_tables.py
    {{bin}}/python tools/pack_cldr.py
    {{bin}}/python tools/pack_catalogues.py

# Build claims.db.example again from examples/fact_checks.csv.
example:
    {{bin}}/python tools/build_example.py

# Line coverage with branches.
coverage:
    {{bin}}/pytest --cov --cov-report=term-missing:skip-covered

# Hold factcheck to what docs/trust.md promises, and renew the figures there: two minutes or three.
trust *numbers:
    {{bin}}/python benchmarks/trust.py {{numbers}} --write docs/trust.md

# The same, everything that can be repeated a hundred times as often: a night.
trust-nightly:
    {{bin}}/python benchmarks/trust.py --times 100

# Feed text, files and pages with what a fuzzer makes up; needs the group fuzz.
fuzz seconds="60":
    for part in normalising reading pages; do \
        mkdir -p fuzz/corpus/$part fuzz/found fuzz/seeds/$part; \
        {{bin}}/python fuzz/$part.py fuzz/corpus/$part fuzz/seeds/$part -max_total_time={{seconds}} -artifact_prefix=fuzz/found/$part- || exit 1; \
    done

# Known weaknesses of the pinned dependencies; asks the package index. Needs the group supply.
audit:
    {{bin}}/pip-audit --requirement requirements.lock --require-hashes --disable-pip --strict

# Write what a release consists of as CycloneDX; works offline. Needs the group supply.
sbom:
    mkdir -p dist
    {{bin}}/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml --mc-type application --output-reproducible --output-format JSON --output-file dist/factcheck.cdx.json

# The tests that are too slow for `just test`, and random examples instead of the same ones.
test-nightly:
    {{bin}}/pytest -n auto -m "nightly or not nightly" --hypothesis-profile nightly

# Pin everything for every platform: what runs, with hashes, and what the tests use; needs uv.
lock:
    uv pip compile pyproject.toml --group test --group judges --group lint --group docs --group build --group spark --universal --no-emit-index-url --no-header --no-annotate --upgrade --quiet --output-file constraints.txt
    uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --no-header --upgrade --quiet --output-file requirements.lock

# Build the wheel and test it alone in a new environment, then everything else.
ci:
    bash .ci/run
