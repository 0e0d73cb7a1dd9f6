# Everything starts from Python 3.11+, make and git: the first run of a target installs what it needs.
SHELL := /bin/bash
.DEFAULT_GOAL := help

VENV := .venv/bin
# The environment's own Python once there is one, else the first on the path that is new enough.
PYTHON ?= $(shell for p in $(VENV)/python python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)
BOOTSTRAP = $(if $(PYTHON),"$(PYTHON)" tools/bootstrap.py,$(error Guywire needs Python 3.11 or newer on the path))
# The browser that setup found, so that the tests start the same one.
PYTEST = TEST_BROWSER="$$(cat .venv/.stamps/browser 2>/dev/null)" $(VENV)/python -m pytest

.PHONY: help setup run demo check fix test test-domains test-engines test-domain browser migrate migrations \
	db-reset docs \
	new-domain new-entity bench lock

help: ## This list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1@\2/p' Makefile | column -t -s @

setup: ## Install packages, build the front end, find a browser for the tests
	@$(BOOTSTRAP) python frontend browser

demo: ## Start with a made-up WISP on real terrain; prints the address and the logins
	@$(BOOTSTRAP) python frontend
	@$(VENV)/guywire demo

run: ## Start every process on this machine with the embedded database
	@$(BOOTSTRAP) python frontend
	@$(VENV)/guywire up

check: ## Format, lint, laws, contracts, types, migrations, docs, engines (under two minutes)
	@$(BOOTSTRAP) python frontend
	@$(VENV)/python -m tools.check $(ONLY)

fix: ## Format and repair what can be repaired by itself
	@$(BOOTSTRAP) python frontend
	@$(VENV)/python -m tools.check --fix

test: setup ## All tests
	@$(PYTEST) -n auto

test-domains: ## Every test but those of the browser
	@$(BOOTSTRAP) python frontend
	@$(PYTEST) -n auto --ignore tests/browser

test-engines: ## The engines' tests
	@$(BOOTSTRAP) python
	@$(PYTEST) src/guywire/engines

test-domain: ## One domain's tests: make test-domain D=billing
	$(if $(D),,$(error Say which: make test-domain D=network))
	@$(BOOTSTRAP) python frontend
	@$(PYTEST) src/guywire/domains/$(D)

browser: setup ## The browser tests
	@$(PYTEST) tests/browser

migrate: ## Bring the database up to date
	@$(BOOTSTRAP) python
	@$(VENV)/guywire migrate

migrations: ## Write what is missing of a domain: make migrations D=network N=sector_tilt
	$(if $(D),,$(error Say which: make migrations D=network N=sector_tilt))
	@$(BOOTSTRAP) python
	@DJANGO_SETTINGS_MODULE=guywire.config.settings GUYWIRE_DATA_DIR=build/check \
		$(VENV)/python -m tools.migrations --write $(D) $(N)

db-reset: ## Throw away this folder's embedded database and start anew
	@$(BOOTSTRAP) python
	@$(VENV)/python -m tools.db_reset
	@$(VENV)/guywire migrate

docs: ## Write docs/reference/ from the code
	@$(BOOTSTRAP) python
	@$(VENV)/python -m tools.docs
	@$(VENV)/python -m tools.openapi

new-domain: ## A new domain with its rooms: make new-domain NAME=fleet ABOVE=network
	$(if $(NAME),,$(error Say its name: make new-domain NAME=fleet))
	@$(BOOTSTRAP) python
	@$(VENV)/python -m tools.new_domain "$(NAME)" "$(ABOVE)"

new-entity: ## A new entity: make new-entity DOMAIN=fleet NAME=vehicle FIELDS="name:str odometer_km:int?"
	$(if $(and $(DOMAIN),$(NAME)),,$(error Say which: make new-entity DOMAIN=fleet NAME=vehicle FIELDS="name:str"))
	@$(BOOTSTRAP) python
	@$(VENV)/python -m tools.new_entity "$(DOMAIN)" "$(NAME)" $(foreach f,$(FIELDS),"$(f)")

bench: ## The figures of docs/benchmarks.md: make bench, or make bench ONLY=<id>
	@$(BOOTSTRAP) python frontend
	@$(VENV)/python -m benchmarks $(ONLY)

lock: ## Resolve requirements.lock anew
	@$(BOOTSTRAP) lock
