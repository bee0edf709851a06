# Everything a developer runs; `make` alone lists it. A set-up is done when something
# that it depends on has changed, and leaves a stamp in the folder that it fills.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory
SHELL := /bin/sh

PYTHON ?= python3
N ?= 10000
SEED ?= 0
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
INSTALL := $(PIP) install --require-hashes
# Hashes, and no address of any registry.
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 \
  --generate-hashes --no-header --no-emit-index-url --no-annotate $(ARGS)
NODE_MODULES := node_modules/.package-lock.json
PAGE := dipeo/server/page/index.html
PAGE_SOURCES := $(shell find apps/web/src apps/web/public dipeo/models/src -type f) \
  $(wildcard apps/web/*.ts apps/web/*.html apps/web/package.json)
# Tools of ours come first, so that a Node.js that lives in .venv is found too.
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

.PHONY: generate
generate: .venv/.run ## Generate every node type's code from files/codegen
	$(BIN)/dipeo run codegen/master/generate_all --light

.PHONY: setup
setup: .venv/.dev $(NODE_MODULES) ## Install what the tests need, Python's and Node's

.PHONY: test
test: setup ## Check and test everything
	@$(MAKE) lint
	npm run --silent check
	$(BIN)/dipeo run codegen/master/generate_all --light --check
	$(BIN)/pytest $(ARGS)
	@$(MAKE) web-test

.PHONY: web
web: $(PAGE) ## Build the page that `dipeo serve` gives out

.PHONY: web-test
web-test: setup $(PAGE) ## Test the pages in a real Chromium
	@CHROMIUM="$$(node apps/web/tools/chromium.mjs)"; export CHROMIUM; \
	if [ -n "$$CHROMIUM" ]; then npm run --silent e2e; \
	else echo 'There is no Chromium here, and none could be installed: the page is not' \
	  'tested. Name one: make web-test CHROMIUM=/path/to/chromium' >&2; fi

.PHONY: screenshots
screenshots: setup $(PAGE) ## Take the pictures of docs/studio.md and README.md
	CHROMIUM="$$(node apps/web/tools/chromium.mjs)" SCREENSHOTS=1 npm run --silent e2e

.PHONY: lint
lint: .venv/.dev ## Check the style and the types of the Python code
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

.PHONY: format
format: setup ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	npx prettier --log-level warn --write .

.PHONY: agreement
agreement: setup ## Let every language judge N=10000 random values; SEED=0
	$(BIN)/python -m tests.agreement --pairs $(N) --seed $(SEED)

.PHONY: faults
faults: setup ## Kill, starve and crowd runs at every system call; SEED=0
	$(BIN)/python -m tests.faults --seed $(SEED)
	STORES_STEP=1 $(BIN)/pytest -q tests/stores/test_crashes.py

.PHONY: bench
bench: .venv/.dev ## Measure against the floor, into benchmarks/results.md
	$(BIN)/python -m benchmarks.bench $(ARGS)

.PHONY: schemas
schemas: setup ## Write the schemas that editors check diagrams and dipeo.toml by
	$(BIN)/python -m tools.editor_schemas
	npx prettier --log-level warn --write files/codegen/schemas

.PHONY: reference
reference: .venv/.dev ## Write the pages of the reference that say what the code says
	$(BIN)/python -m tools.reference

.PHONY: example
example: .venv/.dev ## Generate the code of examples/specs_in_sql again
	$(BIN)/python -m tools.example

.PHONY: docs
docs: .venv/.dev ## Build the documentation into dist/site
	$(BIN)/python -m mkdocs build --strict

.PHONY: lock
lock: .venv/pyvenv.cfg ## Write the locks; ARGS=--upgrade for newer versions
	$(PIP) install uv==0.13.9
	$(COMPILE) pyproject.toml --output-file requirements.lock
	$(COMPILE) --group build -c requirements.lock -o requirements-build.lock
	$(COMPILE) pyproject.toml --extra dask --extra postgres --extra s3 --extra serve \
	  --group dev \
	  -c requirements.lock -c requirements-build.lock -o requirements-dev.lock
	$(COMPILE) --group node -o requirements-node.lock

.PHONY: clean
clean: ## Remove what the other targets made, but no generated code
	rm -rf .venv node_modules .dipeo dist .mypy_cache .pytest_cache .ruff_cache
	rm -rf .hypothesis dipeo/models/node_modules apps/web/node_modules dipeo/server/page
	rm -rf examples/specs_in_sql/web/dist examples/specs_in_sql/web/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The set-ups.

.venv/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo 'Python 3.11 or newer is needed, and `$(PYTHON)` is not one.' >&2; \
	  echo 'Name one: make PYTHON=python3.12 $(MAKECMDGOALS)' >&2; exit 1; }
	$(PYTHON) -m venv .venv

.venv/.run: .venv/pyvenv.cfg pyproject.toml requirements.lock requirements-build.lock
	$(INSTALL) -r requirements.lock -r requirements-build.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: .venv/.run requirements-dev.lock
	$(INSTALL) -r requirements-dev.lock
	@touch $@

$(NODE_MODULES): package.json package-lock.json .venv/.node
	npm ci --loglevel error --no-update-notifier
	@touch $@

$(PAGE): $(NODE_MODULES) $(PAGE_SOURCES)
	npm run --silent --workspace apps/web build
	@touch $@

# Node.js 20 or newer: the machine's own, else the one that PyPI has.
.venv/.node: .venv/pyvenv.cfg requirements-node.lock
	@{ command -v npm >/dev/null && \
	  node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)'; } || { \
	  echo 'There is no Node.js 20 or newer here: bringing one from PyPI.'; \
	  $(INSTALL) -r requirements-node.lock && $(BIN)/python tools/link_node.py; }
	@touch $@
