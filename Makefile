# Two commands matter: `make demo` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
# In an environment of its own: it needs another DuckDB than footfall. On Python 3.10 lint does without.
BOUNCER := dbt-bouncer>=4.3,<5 ; python_version >= "3.11"
# As whoever runs it has it: without dbt and footfall.
DAGSTER := dagster>=1.13,<2
# In one as well, by `make test-bi` alone: it needs another SQLAlchemy and half of PyPI. DuckDB of the series
# that duckdb-engine knows.
SUPERSET := apache-superset==6.1.0 ; python_version < "3.13"\nflask-caching==2.3.1\ncachelib==0.13.0\nrich\ncachetools\npsycopg2-binary\nduckdb-engine\nduckdb<2
# No index addresses, and one file for every supported Python.
LOCK := --quiet --universal --python-version 3.10 --no-emit-index-url --no-header
# Builds keep a core busy each; the tests of a file share theirs.
PYTEST ?= --numprocesses 2 --dist loadfile --no-loadscope-reorder
# The warehouse of sqlfluff.
LINTED := target/lint.duckdb
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export DO_NOT_TRACK := 1

.DEFAULT_GOAL := help
.PHONY: help demo publish test test-deep test-bi setup lint lint-project lint-warehouse lint-sql lint-types freshness docs doc-pages licences superset superset-bundle bench lock clean

help:  ## List the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-15s %s\n", $$1, $$2}'

demo: .venv/.runtime profiles.yml  ## Sample logs into DuckDB, build, print the headline KPIs, write the dashboard
	$(BIN)/footfall simulate
	@echo "Building and testing the models: dbt build"
	$(BIN)/dbt --quiet build
	$(BIN)/footfall kpis
	$(BIN)/footfall report

publish: .venv/.runtime profiles.yml  ## The marts alone, as a DuckDB file for readers: footfall_marts.duckdb
	$(BIN)/footfall publish

test: lint .venv-dagster/.made  ## All that CI runs, on real engines
	$(BIN)/pytest $(PYTEST)

test-deep: .venv/.dev .venv-dagster/.made  ## More of the same: all data tests on all logs, more spoilt logs, more builds on Spark
	FOOTFALL_TEST_DEPTH=deep $(BIN)/pytest $(PYTEST)

test-bi: .venv/.dev .venv-superset/.made  ## The Superset bundle in a real Superset over a real PostgreSQL: minutes
	$(BIN)/pytest bi/tests

setup: .venv/.dev profiles.yml  ## The environment for development, and profiles.yml

lint: .venv/.dev .venv-bouncer/.made profiles.yml  ## ruff, mypy, a parse without warnings, dbt-bouncer, sqlfluff
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(MAKE) --jobs=2 --output-sync lint-project lint-warehouse
	# The second process of sqlfluff is idle for a third of its time.
	$(MAKE) --jobs=2 --output-sync lint-sql lint-types

# With the options that sqlfluff gives dbt, which then finds everything parsed.
lint-project:
	FOOTFALL_DUCKDB_PATH=$(LINTED) $(BIN)/dbt --quiet --warn-error parse --no-partial-parse --profile footfall --target duckdb
	[ ! -x .venv-bouncer/bin/dbt-bouncer ] || .venv-bouncer/bin/dbt-bouncer --show-all-failures

# sqlfluff compiles the models, and those look at their raw tables.
lint-warehouse:
	mkdir -p target
	FOOTFALL_DUCKDB_PATH=$(LINTED) $(BIN)/footfall simulate --days 2 --users 3 > /dev/null

lint-sql:
	FOOTFALL_DUCKDB_PATH=$(LINTED) $(BIN)/sqlfluff lint --processes 2 models tests

lint-types:
	$(BIN)/mypy

freshness: .venv/.runtime profiles.yml  ## How old the newest event of each log is: dbt source freshness
	$(BIN)/dbt source freshness

docs: .venv/.runtime profiles.yml  ## The documentation as one page, target/static_index.html, and the pages of doc-pages
	$(BIN)/dbt --quiet docs generate --static
	$(BIN)/python -m docs.generate_kpis
	$(BIN)/python -m docs.generate_architecture

doc-pages: .venv/.runtime profiles.yml  ## docs/kpis.md and the drawing in docs/architecture.md, which need no raw tables
	$(BIN)/dbt --quiet parse
	$(BIN)/python -m docs.generate_kpis
	$(BIN)/python -m docs.generate_architecture

licences: .venv/.dev  ## docs/licences.md, after `make lock` and `make setup`
	$(BIN)/python -m docs.generate_licences

superset: .venv/.runtime profiles.yml  ## The YAML in bi/superset, which needs no raw tables
	$(BIN)/dbt --quiet parse
	$(BIN)/python -m bi write

superset-bundle: .venv/.runtime  ## target/footfall-superset.zip, to import into Superset, e.g. with OPTIONS="--schema engagement"
	$(BIN)/python -m bi zip target/footfall-superset.zip $(OPTIONS)

bench: .venv/.dev  ## Measure speed, e.g. make bench ROWS=1m,10m ENGINE=duckdb,postgres
	$(BIN)/python -m benchmarks $(if $(ENGINE),--engine $(ENGINE)) $(if $(MEASURE),--measure $(MEASURE)) \
		$(if $(ROWS),--rows $(ROWS)) $(if $(PLAIN_ROWS),--plain-rows $(PLAIN_ROWS))

lock: .venv/.dev  ## Refresh the lock files
	$(BIN)/uv pip compile $(LOCK) --upgrade --extra dev --extra spark pyproject.toml --output-file requirements-dev.lock
	$(BIN)/uv pip compile $(LOCK) --upgrade --constraint requirements-dev.lock --extra checks --extra report pyproject.toml --output-file requirements.lock
	echo '$(BOUNCER)' | $(BIN)/uv pip compile $(LOCK) --upgrade - --output-file requirements-bouncer.lock
	echo '$(DAGSTER)' | $(BIN)/uv pip compile $(LOCK) --upgrade - --output-file requirements-dagster.lock
	printf '$(SUPERSET)' | $(BIN)/uv pip compile $(LOCK) --upgrade - --output-file requirements-superset.lock

clean:  ## Remove what builds left; not the environment, not the warehouse
	rm -rf target logs .pytest_cache .mypy_cache .ruff_cache

profiles.yml:
	cp profiles.yml.example profiles.yml

.venv/.runtime: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	# Python compiles what is imported: of all packages together that is a small part.
	$(BIN)/pip install --quiet --no-compile --requirement requirements.lock
	$(BIN)/pip install --quiet --no-deps --editable .
	touch $@

.venv/.dev: .venv/.runtime requirements-dev.lock
	$(BIN)/pip install --quiet --requirement requirements-dev.lock
	touch $@

.venv-bouncer/.made: requirements-bouncer.lock
	$(PYTHON) -m venv .venv-bouncer
	.venv-bouncer/bin/pip install --quiet --requirement requirements-bouncer.lock
	touch $@

.venv-dagster/.made: requirements-dagster.lock
	$(PYTHON) -m venv .venv-dagster
	.venv-dagster/bin/pip install --quiet --requirement requirements-dagster.lock
	touch $@

.venv-superset/.made: requirements-superset.lock
	$(PYTHON) -m venv .venv-superset
	.venv-superset/bin/pip install --quiet --requirement requirements-superset.lock
	touch $@
