# The whole of postpress from a checkout. `make` alone lists what there is.
# Works with GNU make 3.81 and later (the one macOS has), in any folder, with -j.

.DEFAULT_GOAL := help

POST = content/ten-years-of-kubernetes.md
BOOK =
OUT = dist
TO =
ARGS =

# The recipes read these from the environment, so that any file name passes through unharmed.
export POST BOOK OUT TO

ifneq ($(and $(BOOK),$(filter command line,$(origin POST))),)
$(error give either POST= or BOOK=, not both)
endif

# `make epub pdf` is one build of two editions: all names lead to `books`, and the goals say which editions it makes.
comma := ,
named := $(filter epub kepub azw3 pdf screen wrap,$(MAKECMDGOALS))
editions := $(if $(filter all check,$(MAKECMDGOALS)),epub pdf,$(or $(named),epub pdf))
to := $(subst $(eval) ,$(comma),$(sort $(editions)))

build = .venv/bin/postpress build "$${BOOK:-$$POST}" --to $(to) -o "$$OUT" $(ARGS)

ifeq ($(shell uname -s),Darwin)
# Homebrew's libraries are not where Python looks; systems that protect /bin/sh drop this variable, so it is set here.
export DYLD_FALLBACK_LIBRARY_PATH := /opt/homebrew/lib:/usr/local/lib:/usr/lib
endif

# A checkout that was moved needs its .venv made anew.
ifneq ("$(shell cat .venv/place 2>/dev/null)","$(CURDIR)/.venv")
.PHONY: .venv/ready-build .venv/ready-test
endif

.PHONY: help setup setup-test epub kepub azw3 pdf screen wrap all books check load serve test compare-lines lint lock clean

help: ## list the targets
	@echo 'make epub pdf                  both books of the first post, in dist/'
	@echo 'make epub POST=my-post.md      of a post of your own'
	@echo 'make pdf BOOK=folder           of a book.toml or the folder it is in'
	@echo
	@sed -n 's/^\([a-z][a-z0-9-]*\):.*## \(.*\)/  \1	\2/p' Makefile | expand -t 16

epub kepub azw3 pdf screen wrap all: books
	@:

epub: ## the EPUB of POST= or BOOK=
kepub: ## the EPUB as a Kobo reads it best
azw3: ## the EPUB as a Kindle takes it by cable, made by Calibre
pdf: ## the PDF for print of POST= or BOOK=
screen: ## the PDF for a screen of POST= or BOOK=
wrap: ## the sheet of back cover, back and front cover around it
all: ## EPUB and PDF for print

books: .venv/ready-build
	@$(build)

check: .venv/ready-build ## build both, then judge the finished files as a shop and a printer would
	@set -f; IFS=$$(printf '\n_'); IFS=$${IFS%_}; books=$$($(build)) && .venv/bin/postpress check $$books

serve: .venv/ready-build ## the books of OUT= for e-readers and browsers; ARGS=--lan for the whole network
	@.venv/bin/postpress serve "$$OUT" $(ARGS)

test: .venv/ready-test ## every test, on the finished books too
	@.venv/bin/python -m pytest -n auto --maxprocesses 4 --dist loadfile $(ARGS)

load: books ## onto the e-reader that is connected, or TO=
	@.venv/bin/postpress load $(if $(TO),--to "$$TO") "$$OUT"

compare-lines: .venv/ready-test ## the same texts set by other makers too, their lines measured
	@PYTHONPATH=tests .venv/bin/python -m comparison $(ARGS)

lint: .venv/ready-test ## style and types
	@.venv/bin/ruff check .
	@.venv/bin/mypy

setup: ## look for and install what building needs
	@requirements/setup.sh build

setup-test: ## the same, for testing
	@requirements/setup.sh test

.venv/ready-build: requirements/setup.sh requirements/build.txt
	@requirements/setup.sh build

.venv/ready-test: requirements/setup.sh requirements/build.txt requirements/test.txt $(wildcard tests/integration/node/package-lock.json tests/integration/verapdf/jars.sha256)
	@requirements/setup.sh test

lock: ## resolve the Python packages anew (needs uv)
	@requirements/lock.sh

clean: ## remove the books and every cache; .venv stays
	rm -rf dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find builder tests -name __pycache__ -type d -prune -exec rm -rf {} +
