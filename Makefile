# Two commands do everything: `make demo` and `make test`. They need Python 3.11+, make and pip.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
endif
READY := $(VENV)/.ready
SEARCHKIT := $(BIN)/searchkit

.PHONY: setup demo test check gate bench bench-relevance docs clean

setup: $(READY)

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'searchkit needs Python 3.11 or newer, this is ' + sys.version)"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[all,dev]"
	$(BIN)/python -c "import pathlib; pathlib.Path('$(READY)').touch()"

demo: setup
	$(SEARCHKIT) index corpus --index index
	$(SEARCHKIT) stats --index index
	$(SEARCHKIT) query wheat exports --index index --limit 3
	$(SEARCHKIT) query Port Alden strike --index index --limit 4 --format table
	$(SEARCHKIT) query "gate AND (inquiry OR resign*) after:2024-02-20" --index index --limit 3 --explain
	$(SEARCHKIT) query "(dock* OR port) W/5 strike" --index index --limit 2
	$(SEARCHKIT) query '"rivers board" PRE/10 resign*' --index index --limit 2
	$(SEARCHKIT) query "HEADLINE(wheat) AND LEAD(export*)" --index index --limit 2
	$(SEARCHKIT) query "strike NOT W/5 dock* after:2024-03-05" --index index --limit 2
	$(SEARCHKIT) query 水門 発電機 --index index --limit 2
	$(SEARCHKIT) query экспорт пшеницы --index index --limit 2

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -q tests/test_layers.py tests/test_public_names.py

gate: setup
	$(BIN)/python -m gate

test: check gate
	$(BIN)/pytest -n auto --dist loadfile

bench: setup
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[bench]"
	$(BIN)/python -m bench

bench-relevance: setup
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[bench,eval]"
	$(BIN)/python -m bench relevance

docs: setup
	$(BIN)/python docs/reference.py

clean:
	$(PYTHON) -c "import shutil; [shutil.rmtree(p, ignore_errors=True) for p in ('$(VENV)', '.mypy_cache', '.ruff_cache', '.pytest_cache')]"
