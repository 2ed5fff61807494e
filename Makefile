# Two commands on a bare checkout: `make demo` shows huying, `make test` proves it. Python 3.11 and make is all they need.
PYTHON ?= $(or $(shell command -v python3.11),python3)
PORT ?= 8311
V := .venv
B := $(V)/bin
PIP := $(B)/python -m pip --disable-pip-version-check install --quiet
UVC = $(B)/uv pip compile -q pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-strip-extras --no-header --no-annotate
OURS := huying tests build_front.py messages.py

export PYTHONUTF8 := 1
.DELETE_ON_ERROR:
.PHONY: setup demo test drill lock fmt check

# A moved or copied checkout: scripts and the editable link hold the old path.
ifneq ($(wildcard $(V)/.at),)
ifneq ($(shell cat $(V)/.at),$(CURDIR))
$(shell rm -rf $(V))
endif
endif

setup: $(V)/.app
	@$(B)/python build_front.py

demo: setup
	@exec $(B)/huying demo --port $(PORT)

# Each part stands on its own; the first that fails ends the run. Three workers on two cores: browsers and servers wait a lot.
test: setup $(V)/.dev check
	$(B)/pytest -q tests/rules --cov=huying/rules --cov-branch --cov-fail-under=100 --cov-report=term
	$(B)/pytest -q -n 3 --dist worksteal --ignore=tests/rules
	$(B)/python -m tests.pg $(B)/pytest -q -n 3 --dist worksteal --ignore=tests/rules -m "not once"

# Every button pressed at random, two hundred races, two hundred acts on a bad line, fifty kills, every screen in every
# dress: the long forms of what `make test` does briefly.
drill: setup $(V)/.dev
	HUYING_DRILL=500x50 $(B)/pytest -q --timeout 0 tests/cases/test_machine.py tests/core/test_migrate.py tests/core/test_sealed.py
	HUYING_DRILL_RACES=200 $(B)/pytest -q --timeout 0 tests/cases/test_races.py
	HUYING_DRILL_OUTBOX=200 $(B)/pytest -q --timeout 0 tests/walks/test_outbox.py -k bad_line
	HUYING_DRILL_PAGES=1 $(B)/pytest -q --timeout 0 tests/pages
	$(B)/python -m tests.drill

check: setup $(V)/.dev
	$(B)/ruff format --check -q $(OURS)
	$(B)/ruff check -q $(OURS)
	$(B)/mypy
	$(B)/python messages.py --check

fmt: setup $(V)/.dev
	$(B)/ruff format -q $(OURS)
	$(B)/ruff check -q --fix $(OURS)
	$(B)/python messages.py

# A mirror is given to uv as UV_DEFAULT_INDEX; pip.conf and PIP_* never reach the locks.
lock: $(V)/.dev
	$(UVC) --group build -o requirements/run.txt
	$(UVC) --group build --group dev -c requirements/run.txt -o requirements/dev.txt

$(B)/python:
	$(PYTHON) -m venv --clear $(V)
	@printf '%s' '$(CURDIR)' > $(V)/.at

# Three steps: pip refuses hashes and an editable install in one call.
$(V)/.run: requirements/run.txt | $(B)/python
	$(PIP) --require-hashes -r $<
	@touch $@

$(V)/.app: pyproject.toml $(V)/.run
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(V)/.dev: requirements/dev.txt $(V)/.run
	$(PIP) --require-hashes -r $<
	@touch $@
