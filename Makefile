# Every target sets itself up on a machine with Python 3.11 or newer and nothing else, and works offline after.

.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:
export UV_SYSTEM_CERTS := 1
export UV_PYTHON_DOWNLOADS := never

# One stamp per set of dependency groups; a set that is installed is not looked at again.
core := core
dev := $(core) dev oracles
test := $(dev) browser contract brief serve bom
engines := $(dev) spark
all := $(test) llm spark
bench := $(core) bench oracles
files = $(patsubst %,requirements/%.txt,$(1))

.venv/.core: $(call files,$(core)) pyproject.toml
	@tools/setup.sh $(core) && touch $@
.venv/.dev: $(call files,$(dev)) pyproject.toml
	@tools/setup.sh $(dev) && touch $@
.venv/.test: $(call files,$(test)) pyproject.toml
	@tools/setup.sh $(test) && touch $@
.venv/.engines: $(call files,$(engines)) pyproject.toml
	@tools/setup.sh $(engines) && touch $@
.venv/.all: $(call files,$(all)) pyproject.toml
	@tools/setup.sh $(all) && touch $@
.venv/.bench: $(call files,$(bench)) pyproject.toml
	@tools/setup.sh $(bench) && touch $@
