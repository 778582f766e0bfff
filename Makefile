# The two commands a new user needs: `make demo` and `make test`. Both set up .venv first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test lint gate bench train data docs clean

$(STAMP): requirements/dev.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --requirement requirements/dev.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $(STAMP)

demo: $(STAMP)
	$(BIN)/rapporteur code examples/attack.txt examples/communique.txt examples/protest.txt examples/visit.txt --format cards
	$(BIN)/rapporteur code examples/attack.txt examples/communique.txt examples/protest.txt examples/visit.txt --format html --output build/demo.html
	@echo "The same records beside their text: build/demo.html"

test: $(STAMP)
	$(BIN)/python -m pytest

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

gate: $(STAMP)
	$(BIN)/python -m benchmarks.gate

bench: $(STAMP)
	$(BIN)/python -m benchmarks.speed_language

# Rewrites the generated pages: command line, record, quality (from the last results of `make gate`).
docs: $(STAMP)
	$(BIN)/python -m tools.write_docs
	$(BIN)/python -m tools.write_quality_page

# Rebuilds the bundled tables from resources/ and the model from the corpora (about an hour on two cores).
data: $(STAMP)
	$(BIN)/python -m pip install --quiet --editable '.[gazetteer]'
	$(BIN)/python -m tools.compile_actors
	$(BIN)/python -m tools.compile_gazetteer

train: $(STAMP)
	$(BIN)/python -m pip install --quiet --editable '.[training]'
	$(BIN)/python -m training.run

clean:
	rm -rf build dist .mypy_cache .ruff_cache
