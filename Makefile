# Two commands matter: `make demo` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
# In an environment of its own: it needs another DuckDB than footfall. On Python 3.10 lint does without.
BOUNCER := dbt-bouncer>=4.3,<5 ; python_version >= "3.11"
# No index addresses, and one file for every supported Python.
LOCK := --quiet --universal --no-emit-index-url --no-header
# Builds keep a core busy each; the tests of a file share theirs.
PYTEST ?= --numprocesses 2 --dist loadfile --no-loadscope-reorder
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export DO_NOT_TRACK := 1

.DEFAULT_GOAL := help
.PHONY: help demo publish test test-deep setup lint docs kpi-docs bench lock clean

help:  ## List the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-9s %s\n", $$1, $$2}'

demo: .venv/.runtime profiles.yml  ## Sample logs into DuckDB, build, print the headline KPIs
	$(BIN)/footfall simulate
	@echo "Building and testing the models: dbt build"
	$(BIN)/dbt --quiet build
	$(BIN)/footfall kpis

publish: .venv/.runtime profiles.yml  ## The marts alone, as a DuckDB file for readers: footfall_marts.duckdb
	$(BIN)/footfall publish

test: lint  ## All that CI runs, on real engines
	$(BIN)/pytest $(PYTEST)

test-deep: .venv/.dev  ## More of the same: all data tests on all logs, more spoilt logs, more builds on Spark
	FOOTFALL_TEST_DEPTH=deep $(BIN)/pytest $(PYTEST)

setup: .venv/.dev profiles.yml  ## The environment for development, and profiles.yml

lint: .venv/.dev .venv-bouncer/.made profiles.yml  ## ruff, mypy, a parse without warnings, dbt-bouncer, sqlfluff
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/dbt --quiet --warn-error parse --no-partial-parse
	[ ! -x .venv-bouncer/bin/dbt-bouncer ] || .venv-bouncer/bin/dbt-bouncer --show-all-failures
	# sqlfluff compiles the models, and those look at their raw tables.
	mkdir -p target
	FOOTFALL_DUCKDB_PATH=target/lint.duckdb $(BIN)/footfall simulate --days 2 --users 3 > /dev/null
	FOOTFALL_DUCKDB_PATH=target/lint.duckdb $(BIN)/sqlfluff lint --processes 2 models tests

docs: .venv/.runtime profiles.yml  ## The documentation as one page, target/static_index.html, and docs/kpis.md
	$(BIN)/dbt --quiet docs generate --static
	$(BIN)/python -m docs.generate_kpis

kpi-docs: .venv/.runtime profiles.yml  ## docs/kpis.md alone, which needs no raw tables
	$(BIN)/dbt --quiet parse
	$(BIN)/python -m docs.generate_kpis

bench: .venv/.dev  ## Measure speed, e.g. make bench ROWS=1m,10m ENGINE=duckdb,postgres
	$(BIN)/python -m benchmarks $(if $(ENGINE),--engine $(ENGINE)) $(if $(MEASURE),--measure $(MEASURE)) \
		$(if $(ROWS),--rows $(ROWS)) $(if $(PLAIN_ROWS),--plain-rows $(PLAIN_ROWS))

lock: .venv/.dev  ## Refresh the lock files
	$(BIN)/uv pip compile $(LOCK) --upgrade --extra dev --extra spark pyproject.toml --output-file requirements-dev.lock
	$(BIN)/uv pip compile $(LOCK) --upgrade --constraint requirements-dev.lock --extra report pyproject.toml --output-file requirements.lock
	echo '$(BOUNCER)' | $(BIN)/uv pip compile $(LOCK) --upgrade --python-version 3.10 - --output-file requirements-bouncer.lock

clean:  ## Remove what builds left; not the environment, not the warehouse
	rm -rf target logs .pytest_cache .mypy_cache .ruff_cache

profiles.yml:
	cp profiles.yml.example profiles.yml

.venv/.runtime: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --requirement requirements.lock
	$(BIN)/pip install --quiet --no-deps --editable .
	touch $@

.venv/.dev: .venv/.runtime requirements-dev.lock
	$(BIN)/pip install --quiet --requirement requirements-dev.lock
	touch $@

.venv-bouncer/.made: requirements-bouncer.lock
	$(PYTHON) -m venv .venv-bouncer
	.venv-bouncer/bin/pip install --quiet --requirement requirements-bouncer.lock
	touch $@
