# make            says what there is to make
# make run        the site, up and filled
# make test       everything that must pass before a commit
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
RUN_STAMP := $(VENV)/.run-installed
DEV_STAMP := $(VENV)/.dev-installed
UV := $(shell command -v uv 2>/dev/null)
SHARED := ../shared
# Most tests wait for a process or a pause: three at a time keep two cores busy.
SIDE_BY_SIDE := -n 3 --dist worksteal

.DEFAULT_GOAL := help
.PHONY: help setup run test test-sqlite test-postgres lint types evals bench soak properties docs screenshots catalogues lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(RUN_STAMP) ## Make .venv with .venv/bin/yaowen, from locked versions, wheels only

run: $(RUN_STAMP) ## Run the whole site until Ctrl-C (PORT=8001 for another port)
	@PORT=$(PORT) exec $(BIN)/yaowen up $(ARGS)

test: $(DEV_STAMP) lint types ## Run all checks and tests, on SQLite and on a real PostgreSQL
	@sh tests/machine/prepare.sh
	@$(MAKE) --no-print-directory test-sqlite test-postgres

test-sqlite: $(DEV_STAMP) ## Run the tests on SQLite
	$(BIN)/pytest $(SIDE_BY_SIDE) $(ARGS)

test-postgres: $(DEV_STAMP) ## Run the tests that ask a database on a throw-away PostgreSQL
	$(BIN)/python tests/machine/with_postgres.py $(BIN)/pytest $(SIDE_BY_SIDE) $(ARGS)

lint: $(DEV_STAMP) ## Check style, formatting and who imports whom
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports

types: $(DEV_STAMP) ## Check types strictly
	$(BIN)/mypy

evals: $(DEV_STAMP) ## Measure quality with ../shared/measure and refuse a drop below evals/floors.json
	$(BIN)/python evals/gate.py $(ARGS)

bench: $(DEV_STAMP) ## Measure start, memory and the whole way of 351 articles (benchmarks/)
	$(BIN)/python benchmarks/site.py $(ARGS)

soak: $(DEV_STAMP) ## Long runs with kills, two hours in all; ARGS="-k killed_site", "-k full_replay", "-k mangled"
	$(BIN)/pytest tests/soak -m soak $(ARGS)

properties: $(DEV_STAMP) ## Search for examples that break a property: random ones, many more than in `make test`
	$(BIN)/pytest $(SIDE_BY_SIDE) -m "hypothesis and not soak" --hypothesis-profile=searching $(ARGS)

docs: $(DEV_STAMP) ## Write the reference pages from settings and commands
	$(BIN)/python docs/reference/generate.py

screenshots: $(DEV_STAMP) ## Take the pictures of docs/pictures in a real Chromium
	@sh tests/machine/prepare.sh
	$(BIN)/python docs/pictures/take.py

catalogues: $(DEV_STAMP) ## Compile the interface words (src/yaowen/locale)
	$(BIN)/python -m yaowen.locale.compile

lock: ## Lock the versions of all dependencies anew (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock" \
		pyproject.toml requirements/build.in -o requirements/run.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock" \
		--extra dev -c requirements/run.txt pyproject.toml requirements/build.in -o requirements/dev.txt

clean: ## Remove the environment and caches; data stay
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Yaowen needs Python 3.11 or later; name one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
		{ echo "Python's venv is missing: apt-get install python3-venv" >&2; exit 1; }
ifdef UV
	@uv venv -q --python $(PYTHON) $(VENV)
else
	@$(PYTHON) -m venv $(VENV)
endif

define install
	@echo "Installing locked versions ($(1))..."
	$(if $(UV),@VIRTUAL_ENV=$(VENV) uv pip install -q --only-binary :all: --require-hashes -r $(1) && \
		VIRTUAL_ENV=$(VENV) uv pip install -q --no-deps --no-build-isolation -e .,\
	@$(BIN)/python -m pip install -q --disable-pip-version-check --only-binary :all: --require-hashes -r $(1) && \
		$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .)
endef

$(RUN_STAMP): requirements/run.txt pyproject.toml | $(BIN)/python
	$(call install,requirements/run.txt)
	@touch $@

$(DEV_STAMP): requirements/dev.txt pyproject.toml | $(BIN)/python
	$(call install,requirements/dev.txt)
	@touch $@ $(RUN_STAMP)
