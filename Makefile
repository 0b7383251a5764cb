# Everything a newcomer needs: `make run` starts the bot, `make test` runs everything. Each makes its own environment.
VENV    ?= .venv
PYTHON  ?= $(shell for p in python3 python3.13 python3.12 python3.11; do command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
PY      := $(VENV)/bin/python
PIP     := $(PY) -m pip --disable-pip-version-check --quiet install

.PHONY: install run test check bench load fuzz audit lock clean help
.DEFAULT_GOAL := help

help: ## show these lines
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*## /\t/'

$(VENV)/.made:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.%: $(VENV)/.made requirements/%.txt pyproject.toml
	@echo "Installing the locked versions into $(VENV) … (a minute or two)"
	@$(PIP) --require-hashes -r requirements/$*.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@ $(if $(filter dev,$*),$(VENV)/.run)

install: $(VENV)/.bot ## only install, for a service: the bot and its workers, without the playground

run: $(VENV)/.run ## start the bot; without DISCORD_TOKEN, the playground on 127.0.0.1:8080
	@$(PY) -m bot run

test: $(VENV)/.dev ## run every test
	@$(PY) -m pytest -n 2 --dist loadgroup

check: $(VENV)/.dev ## lint, types, the rules' own lint, and no secret in a file
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy
	@$(PY) -m bot rules lint
	@git ls-files -z -- ':!requirements' ':!*.png' ':!rules/pack' | xargs -0r $(VENV)/bin/detect-secrets-hook --exclude-lines '://[a-z]+:[a-z.]+@'

bench: $(VENV)/.dev ## measure speed and the reading of pictures; with MAILS=DIR write docs/benchmarks.md, other filters beside ours
ifdef MAILS
	@$(PY) -m tests.bench $(MAILS) --beside docs/benchmarks.md
else
	@$(PY) -m tests.bench
	@$(PY) -m tests.images.measure --limit 40
endif

load: $(VENV)/.dev ## a crowd over the wire stand-in, then a shard and a worker killed; a quarter of an hour
	@$(PY) -m tests.load
	@$(PY) -m tests.load.cluster

fuzz: $(VENV)/.dev ## broken input for minutes: every reader and the cards
	@$(PY) -m tests.fuzz

audit: $(VENV)/.dev ## known weaknesses of locked parts (asks the index), secrets, licences, and the list of parts (dist/honmono.cdx.json)
	@$(VENV)/bin/pip-audit --require-hashes --disable-pip -r requirements/bot.txt || echo "pip-audit found something, or could not ask"
	@mkdir -p dist && $(VENV)/bin/cyclonedx-py requirements requirements/bot.txt -o dist/honmono.cdx.json
	@{ echo '# Licences of the locked parts of the container'; echo; $(VENV)/bin/pip-licenses --from=mixed --format=markdown --packages $$(grep -oE '^[A-Za-z0-9_.-]+==' requirements/bot.txt | tr -d '='); } > docs/licences.md

lock: $(VENV)/.dev ## lock the versions again (needs uv)
	@for extra in bot run dev; do \
	  case $$extra in bot) extras="--extra images --extra cluster";; run) extras="--extra images --extra playground";; dev) extras="--all-extras";; esac; \
	  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header \
	    --custom-compile-command "make lock" $$extras pyproject.toml requirements/build.in -o requirements/$$extra.txt; \
	done

clean: ## remove the environment and caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
