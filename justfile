# What a person or a machine does with the checkout; `check` is exactly what the build server runs.

set shell := ["bash", "-euo", "pipefail", "-c"]

export PATH := justfile_directory() / ".venv/bin:" + env("PATH")
export PYTHONPATH := justfile_directory()

# list the recipes
default:
    @just --list --unsorted

# everything: format, lint, imports, types, pins, scripts, then all tests (words, docs and help among them)
check: static test

# everything but the tests
static: format lint imports types pins scripts

# is every file formatted?
format:
    ruff format --check .

# the wide list of lint rules
lint:
    ruff check .

# the layers of the house
imports:
    lint-imports

# types, strictly
types:
    mypy

# are all packages of the tree pinned exactly, and is requirements.lock theirs?
pins:
    python tools/pin.py --check

# lint, format and unit tests of what runs in the browser
scripts:
    python tools/frontend.py --check

# build what runs in the browser and refresh this environment's copy; --watch does so at every change
frontend *ARGS:
    python tools/frontend.py {{ARGS}}

# all tests, on all cores, in random order
test *ARGS:
    pytest -n auto --dist worksteal {{ARGS}}

# the tests of the site on PostgreSQL, without those of single pages in a browser
test-postgresql *ARGS:
    DATABASE_URL="${DATABASE_URL:-postgres://postgres@127.0.0.1:5432/trilemma}" pytest -n auto --dist worksteal tests/site --ignore=tests/site/gallery --ignore=tests/site/plan_page --ignore=tests/site/goals {{ARGS}}

# only the tests of what the docs promise
docs:
    pytest tests/docs -q

# format and mend what can be mended mechanically
tidy:
    ruff check --fix-only .
    ruff format .
    python tools/frontend.py --tidy

# write the help of every command into docs/commands.md
help-texts:
    python tools/help_texts.py

# collect the site's texts into src/trilemma/site/locale, compile their translations, and name what is missing
texts:
    python tools/texts.py

# write the lists of engine/api.py from its block of imports
door:
    python tools/door.py

# draw the README's picture with the program itself
picture:
    python tools/picture.py

# pin the newest versions of everything
pin:
    python tools/pin.py

# look for examples that break a property, for longer and anew each time
hunt *ARGS:
    HYPOTHESIS_PROFILE=hunt pytest -n auto {{ARGS}}

# start the site on this machine with a sample organisation; Ctrl-C stops it
up *ARGS:
    exec trilemma up {{ARGS}}

# write the full report of a sample plan and say where it is
sample NAME="website-relaunch":
    mkdir -p build
    trilemma sample {{NAME}} > build/{{NAME}}.toml
    trilemma report build/{{NAME}}.toml --out build/{{NAME}}.html
