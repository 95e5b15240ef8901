# Two commands for people: `make run` and `make test`. The others are theirs, or for who works on the code.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input
WITH_NODE = PATH="$$($(BIN)/python web/build.py --path):$$PATH" && export PATH
DEBIAN_POSTGRES := /usr/lib/postgresql/15/bin/initdb

.PHONY: help run web mini browser test test-embedded test-debian test-web test-e2e test-frameworks test-mini check check-web check-mini format lock reference release fuzz clean

help:
	@echo "make run       serve the whole product with demo data on http://127.0.0.1:8000"
	@echo "make test      run everything that must pass, on the embedded PostgreSQL and on Debian's"
	@echo "make web       build the web app, if its sources changed"
	@echo "make mini      build the tool of mini-programs, for 'everywhere mini'"
	@echo "make check     lint, types, import contracts, sizes"
	@echo "make format    let ruff lay the code out"
	@echo "make lock      write requirements/*.txt anew from pyproject.toml"
	@echo "make reference write docs/reference anew from the code"
	@echo "make release   write what this release expects of its database into schema/released"
	@echo "make fuzz      a hundred thousand requests that nobody would send, and inputs at every border"
	@echo "make clean     remove the virtual environment and caches (never data)"

run: $(VENV)/.run
	@$(MAKE) --no-print-directory web || echo "the web app could not be built; the API is served, and its first page says what to do"
	EVERYWHERE_DEMO=1 exec $(BIN)/everywhere serve

# Node is the machine's, or comes as a wheel.
web: $(VENV)/.run
	@$(BIN)/python web/build.py --fetch-node

test: $(VENV)/.test test-embedded test-debian test-web test-e2e test-mini

test-embedded: $(VENV)/.test $(VENV)/.sdk mini browser
	@echo "== the suite on the embedded PostgreSQL"
	$(BIN)/pytest -n 2 --dist worksteal

# What does not meet the database runs once, on the embedded one's turn. Debian's PostgreSQL is installed when it is missing
# and this user may; otherwise what is skipped is said.
test-debian: $(VENV)/.test $(VENV)/.sdk
	@if [ ! -x $(DEBIAN_POSTGRES) ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		(apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql-15) >/dev/null 2>&1 || true; fi
	@if [ -x $(DEBIAN_POSTGRES) ]; then \
		echo "== the suite on Debian's PostgreSQL 15"; \
		EVERYWHERE_TEST_DATABASE=debian $(BIN)/pytest -n 2 --dist worksteal; \
	else echo "== SKIPPED: Debian's PostgreSQL 15 is not here and cannot be installed; the suite ran on the embedded PostgreSQL only"; fi

test-web: web
	@echo "== the web app's own tests"
	@$(WITH_NODE) && cd web && npm run --silent test

# The browser is Debian's; it is installed when it is missing and this user may. Otherwise what is skipped is said.
browser:
	@if ! command -v chromium >/dev/null && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		(apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-cjk) >/dev/null 2>&1 || true; fi

test-e2e: web mini browser
	@if command -v chromium >/dev/null; then \
		echo "== the web app in a browser, against a server of its own"; \
		$(WITH_NODE) && cd web && npm run --silent e2e; \
	else echo "== SKIPPED: chromium is not here and cannot be installed; the web app was not opened in a browser"; fi

mini/node_modules/.installed: mini/package-lock.json | $(VENV)/.run
	@$(WITH_NODE) && cd mini && npm ci --no-audit --no-fund --loglevel=error && touch node_modules/.installed

# The developer's tool, and the script of frames that the server hands out.
mini: mini/node_modules/.installed
	@$(WITH_NODE) && cd mini && npm run --silent build

# Built from npm once, and kept outside the tree until a source or a lock file of theirs is another.
test-frameworks: mini/node_modules/.installed
	@echo "== programs of Taro, uni-app and mpx, built for the engine of mini-programs"
	@$(WITH_NODE) && cd mini && npm run --silent frameworks

test-mini: mini/node_modules/.installed test-frameworks
	@echo "== the engine of mini-programs"
	@command -v chromium >/dev/null || echo "== SKIPPED: chromium is not here; mini-programs are compiled, and not run"
	@$(WITH_NODE) && cd mini && npm run --silent test

check-mini: mini/node_modules/.installed
	@$(WITH_NODE) && cd mini && npm run --silent check

check-web: web
	@$(WITH_NODE) && cd web && npm run --silent check && npm run --silent check:size

check: $(VENV)/.test check-web check-mini
	$(BIN)/ruff check src tests
	$(BIN)/ruff format --check src tests
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/sqlfluff lint --disable-progress-bar schema
	$(BIN)/pytest -p no:cacheprovider tests/schema/test_tidy.py

format: $(VENV)/.test
	$(BIN)/ruff check --fix-only --quiet src tests
	$(BIN)/ruff format src tests

lock: $(VENV)/.test
	sh requirements/lock.sh $(BIN)/uv

reference: $(VENV)/.test
	$(BIN)/python -m everywhere.app.reference

release: $(VENV)/.test
	$(BIN)/python -m everywhere.app.release

# Resumes where it was stopped (var/fuzz.jsonl); REQUESTS, SEED and MINUTES may be set.
fuzz: $(VENV)/.test
	EVERYWHERE_FUZZ_EXAMPLES=2000 $(BIN)/pytest -p no:cacheprovider --timeout 0 tests/fuzz
	PYTHONPATH=tests $(BIN)/python -m fuzz.whole_api --requests $(or $(REQUESTS),100000) --seed $(or $(SEED),1) --minutes $(or $(MINUTES),1000000)

clean:
	rm -rf web/node_modules web/dist mini/node_modules $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; set PYTHON=…"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.run: $(VENV)/.python requirements/run.txt pyproject.toml
	$(PIP) --require-hashes -r requirements/run.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

# The public SDKs that the conformance suite runs, as their registries have them.
$(VENV)/.sdk: $(VENV)/.test requirements/sdk/alipay-sdk-python.txt requirements/sdk/python-alipay-sdk.txt tests/openapi/node/package-lock.json
	$(PIP) --upgrade --require-hashes --target $(VENV)/sdk/alipay-sdk-python -r requirements/sdk/alipay-sdk-python.txt
	$(PIP) --upgrade --require-hashes --target $(VENV)/sdk/python-alipay-sdk -r requirements/sdk/python-alipay-sdk.txt
	@$(WITH_NODE) && cd tests/openapi/node && npm ci --no-audit --no-fund --silent
	@touch $@

$(VENV)/.test: $(VENV)/.run requirements/test.txt
	$(PIP) --require-hashes -r requirements/test.txt
	@touch $@
