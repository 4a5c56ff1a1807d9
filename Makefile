# make run starts everything; make help lists the rest.

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
export PORT
export PYTHONUNBUFFERED = 1

.DEFAULT_GOAL := help
.PHONY: help run test lint format messages shell

help:  ## this list
	@sed -nE 's/^([a-z]+):.*## /\1\t/p' Makefile

run: export DEMO ?= true
run: export SITE_URL ?= http://localhost:$(PORT)
run: .venv/run  ## the portal with its demonstration, on http://localhost:8000 (PORT=...); Ctrl-C stops it
	@mkdir -p var/beat static
	@python manage.py migrate --verbosity 0
	@python manage.py createcachetable
	@python manage.py collectstatic --no-input --verbosity 0
	@python manage.py load_demo
	@exec honcho start

test: .venv/dev  ## every test; on PostgreSQL and Redis where DATABASE_URL and REDIS_URL say so
	@pytest --numprocesses auto --dist loadfile --no-loadscope-reorder $(ARGS)

lint: .venv/dev  ## style, templates, types, migrations
	@ruff check .
	@ruff format --check .
	@djlint --lint --quiet templates
	@mypy
	@DEMO=true python manage.py makemigrations --check --dry-run

messages: .venv/dev  ## the catalogue of every string a person may read
	@DEMO=true python manage.py makemessages --locale en --no-location --no-wrap --no-obsolete --ignore .venv --ignore var --verbosity 0

format: .venv/dev  ## the style, applied
	@ruff check --fix .
	@ruff format .

shell: export DEMO ?= true
shell: .venv/run  ## Python with the portal's models
	@python manage.py shell

# Stamps: a requirement that changed is installed by the next target that needs it.
.venv/run: requirements.txt constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing what the portal needs (once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -c constraints.txt
	@touch $@

.venv/dev: .venv/run requirements-dev.txt
	@echo "Installing what its tests need (once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt -c constraints.txt
	@touch $@
