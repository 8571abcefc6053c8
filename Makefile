# Every target sets itself up on a machine with Python 3.11 or newer and nothing else, and works offline after.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help report test test-all peers agentdojo check docs bench engines lock clean

export UV_SYSTEM_CERTS := 1
export UV_PYTHON_DOWNLOADS := never
export PYTHONUTF8 := 1
# `make PYTHON=/path/to/python3 ...` chooses the interpreter of a new environment.
export PYTHON

python := .venv/bin/python
pytest := $(python) -m pytest
# Two workers pay for themselves from half a minute on; one file stays in one worker, so fixtures are built once.
workers := -n 2 --dist loadfile
code := $(wildcard src tests tools benchmarks)
generate_docs := $(wildcard tools/generate_docs.py)

# A set of dependency groups has one stamp: what is installed is not looked at again.
core := core
dev := core dev oracles
test := $(dev) browser contract brief serve bom llm inspect
engines := $(dev) spark
all := $(test) spark bench
bench := core bench oracles serve browser
peers := $(dev) bench
sets := core dev test engines all bench peers

define stamp
.venv/.$(1): $(patsubst %,requirements/%.txt,$($(1))) pyproject.toml tools/setup.sh
	@tools/setup.sh $($(1)) && touch $$@
endef
$(foreach set,$(sets),$(eval $(call stamp,$(set))))

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

report: .venv/.core ## the answer in the terminal, and the site
	@$(python) -m weighbridge report

test: .venv/.test ## the tests, browser included; at most 25 minutes on 2 cores
	@if tools/system.sh chromium; then \
	  $(pytest) $(workers) -m "not slow and not engine"; \
	else \
	  $(pytest) $(workers) -m "not slow and not engine and not browser"; code=$$?; \
	  echo "*** THE BROWSER TESTS WERE SKIPPED: there is no Chromium on this machine (see above). ***"; exit $$code; \
	fi

test-all: .venv/.all ## every test: the slow ones and the distributed engine too
	@tools/system.sh chromium && tools/system.sh java && $(pytest) $(workers)

engines: .venv/.engines ## every table and indicator on the distributed engine
	@tools/system.sh java && $(pytest) tests/engines -m engine

peers: .venv/.peers ## our ratings beside arena-rank's: half a GB of its own, so it is no part of make test
	@$(pytest) -m oracle tests/cli/test_arena_fit.py tests/statistics/test_style_pairwise.py

agentdojo: .venv/.test ## the worked examples of safety on AgentDojo's own logs, fetched by name and hash
	@$(or $(PYTHON),python3) -m pip download -q --no-deps --no-binary :all: --require-hashes \
	  -r tests/evaluations/agentdojo.txt -d build && $(pytest) tests/evaluations/test_worked_examples.py

check: .venv/.test ## format, lint, types, import direction, generated docs, words
	@$(python) -m ruff format --check --output-format concise $(code)
	@$(python) -m ruff check $(code)
	@$(python) -m basedpyright
	@.venv/bin/lint-imports
	@$(if $(generate_docs),$(python) $(generate_docs) --check)
	@$(python) tools/check_words.py

docs: .venv/.core ## write the generated docs again
	@$(if $(generate_docs),$(python) $(generate_docs),echo "tools/generate_docs.py is not there")

bench: .venv/.bench ## measure, and compare with peers side by side
	@$(python) benchmarks/run.py

lock: .venv/.core ## resolve again and write requirements/*.txt, after a change in pyproject.toml
	@$(python) tools/lock.py

clean: ## remove what make made: environment, tools, caches
	@rm -rf .venv .tools build dist .pytest_cache .ruff_cache .hypothesis .import_linter_cache
