# Needs only python3 (3.11 or newer) and make. `make help` lists what there is.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check
AUDIT := .venv-audit
RUNTIME := $(VENV)/.requirements
DEV := $(VENV)/.requirements-dev
DEMO := APP_MODE=demo $(PY) manage.py
# The embedded database and broker, whatever else is set.
ALONE := env -u DATABASE_URL -u REDIS_URL

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset test check serve bench torture lock audit clean

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: $(RUNTIME)  ## the demo agency on http://localhost:8000 (PORT=… chooses another port, DEMO_PASSWORD=… the password)
	@exec $(ALONE) $(DEMO) demo

demo-reset: $(RUNTIME)  ## forget what was changed in the demo; the next `make demo` starts over
	@exec $(ALONE) $(DEMO) demo_reset

test: check  ## everything that can be tested here (TEST_DATABASE_URL and TEST_REDIS_URL choose other servers)
	@$(PY) -m pytest -q -n 2 --dist worksteal

check: $(DEV)  ## lint, format, one-way imports, templates, migrations
	@$(VENV)/bin/ruff check --quiet .
	@$(VENV)/bin/ruff format --check --quiet .
	@$(VENV)/bin/lint-imports --no-cache
	@$(VENV)/bin/djlint --quiet --lint templates
	@APP_MODE=test DATABASE_URL=sqlite://:memory: $(PY) manage.py makemigrations --check --dry-run
	@APP_MODE=test DATABASE_URL=sqlite://:memory: $(PY) manage.py check --fail-level WARNING

serve: $(RUNTIME)  ## web server, workers and clock on PostgreSQL and Redis, from the environment or .env (see .env.example)
	@exec env APP_MODE=serve $(PY) manage.py serve

bench: $(RUNTIME)  ## time every main page at 1,000, 10,000 and 100,000 accounts (BENCH_DATABASE_URL, ARGS=…)
	@exec env $(DEMO) bench $(ARGS)

torture: $(RUNTIME)  ## kill workers at random and count lost and doubled reminders (ARGS="--seed 1 --kills 100")
	@exec env $(DEMO) torture $(ARGS)

lock: $(AUDIT)/.requirements  ## write deploy/requirements.lock anew: every version with its hashes (after a change of requirements.txt)
	@CUSTOM_COMPILE_COMMAND="make lock" $(AUDIT)/bin/pip-compile --quiet --generate-hashes --strip-extras --no-emit-find-links \
		--no-emit-index-url --no-emit-trusted-host --output-file deploy/requirements.lock requirements.txt

audit: $(AUDIT)/.requirements  ## list what the app is made of and ask which of it has known holes (asks the network, and says when it could not)
	@PATH="$(CURDIR)/$(AUDIT)/bin:$$PATH" deploy/audit.sh

clean:  ## remove the virtual environment and all that was made, the demo's data too
	rm -rf $(VENV) $(AUDIT) var .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; $(PYTHON) is older. Set PYTHON=…"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv module is missing. On Debian or Ubuntu: apt install python3-venv"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(RUNTIME): requirements.txt | $(PY)
	@echo "Installing what the app runs on (about half a minute) …"
	@$(PIP) -r requirements.txt
	@cp requirements.txt $@

$(DEV): requirements-dev.txt $(RUNTIME)
	@echo "Installing what the tests need …"
	@$(PIP) -r requirements-dev.txt
	@cp requirements-dev.txt $@

$(AUDIT)/.requirements: requirements-audit.txt
	@$(PYTHON) -m venv $(AUDIT)
	@$(AUDIT)/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-audit.txt
	@cp requirements-audit.txt $@
