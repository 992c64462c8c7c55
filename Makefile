# Each target is enough by itself on a machine with Python 3.11+ and make; the first run makes `.venv` and `.run`.
.DEFAULT_GOAL := help
.PHONY: help demo test check faults bench screens stop lock
export NQT_STARTED := $(shell date +%s)
# With stderr kept out of the way: a version manager's `python3.12` may exist and only complain.
PYTHON = $(firstword $(foreach python,python3 python3.12 python3.11 python3.13,$(shell \
	$(python) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && command -v $(python))) \
	python3)
RUN := .venv/bin/python

help: ## What can be made
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

.venv/.%: requirements/%.txt
	@$(PYTHON) -I nqt/embedded/environment.py $*

demo: .venv/.demo ## The product with its demo data, until Ctrl-C (PORT=8000)
	@$(RUN) manage.py services up
	@$(RUN) manage.py demo

test: .venv/.dev check ## Everything that must hold: lint, architecture, unit, access, then browser journeys
	@$(RUN) manage.py services up
	@$(RUN) -m tests.harness.browser
	$(RUN) -m pytest -n 2 --dist worksteal --durations-to=.run/durations.tsv
	$(RUN) -m pytest -m journey tests/journeys

check: .venv/.dev ## Lint, types of the strict parts, architecture, migrations: seconds
	@$(RUN) manage.py services up
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m djlint templates --lint --quiet
	$(RUN) -m mypy
	.venv/bin/lint-imports
	$(RUN) manage.py check
	$(RUN) manage.py makemigrations --check --dry-run

faults: .venv/.dev ## Kills, outages, storms: minutes
	$(RUN) -m pytest -m fault tests/faults

bench: .venv/.dev ## The figures, printed
	@$(RUN) manage.py services up
	$(RUN) -m tests.bench

screens: .venv/.dev ## Pictures of the pages, phone and desktop, in screens/
	@$(RUN) manage.py services up
	@$(RUN) -m tests.harness.browser
	@$(RUN) -m tests.harness.screens

stop: ## End what was started here
	@test ! -x $(RUN) || $(RUN) manage.py demo --stop

lock: .venv/.dev ## Compile requirements/*.txt from pyproject.toml (needs uv)
	uv pip compile $(LOCK) pyproject.toml -o requirements/base.txt
	uv pip compile $(LOCK) --extra demo pyproject.toml -o requirements/demo.txt
	uv pip compile $(LOCK) --extra demo --extra dev pyproject.toml -o requirements/dev.txt
LOCK := --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock"
