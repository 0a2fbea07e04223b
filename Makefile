# make run: the app on port 8501.  make dev: the same, which follows changes of its files and logs whole tracebacks.
# make test: every check and test.  make bench: what is fast, measured.
# make bench-labs DATA=folder: the tutorials' settings on their own files, which are not ours to ship.
# make load: what thirty readers at once wait for; options in LOAD, such as LOAD="--pace slow --chapters gates".
PYTHON ?= python3
PORT ?= 8501
BIN := .venv/bin
export PYTHONPATH := .

.PHONY: run dev plotly fonts test kernels lint bench bench-labs load browser data screenshots clean

run: .venv/app plotly fonts
	$(BIN)/streamlit run app.py --server.port $(PORT) --server.fileWatcherType none

dev: .venv/app plotly fonts
	RNNVIZ_TRACEBACKS=1 $(BIN)/streamlit run app.py --server.port $(PORT) --server.fileWatcherType auto --server.runOnSave true

# Plotly without maps and 3-D, a third of the whole, where npm is there to fetch it; else the app serves the whole.
plotly: .venv/app
	@sh deploy/plotly.sh $(BIN)

# Streamlit's fonts without what no page shows.
fonts: .venv/app
	@$(BIN)/python deploy/fonts.py

# What has to be fetched comes side by side, and what has to be done with it.
test:
	@$(MAKE) --no-print-directory -j .venv/dev node_modules/.installed
	@$(MAKE) --no-print-directory -j lint browser kernels plotly fonts
	node --test tests/js/*.test.mjs
	$(BIN)/python -m pytest

kernels: .venv/app
	$(BIN)/python -m rnnviz.training.kernels

lint: .venv/dev node_modules/.installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	node_modules/.bin/biome check --error-on-warnings .

bench: .venv/dev browser kernels plotly fonts
	$(BIN)/python -m bench

bench-labs: .venv/dev
	$(BIN)/python -m bench.labs $(DATA)

load: .venv/dev kernels
	$(BIN)/python -m bench.load $(LOAD)

data: .venv/dev
	$(BIN)/python data/make_data.py
	$(BIN)/python data/make_forecasts.py
	$(BIN)/python data/make_text.py
	$(BIN)/python data/make_sentiment.py
	$(BIN)/python data/make_tagging.py
	$(BIN)/python data/make_stateful.py
	$(BIN)/python data/make_clinic.py
	$(BIN)/python data/make_digits.py

screenshots: .venv/dev browser
	$(BIN)/python docs/screenshots.py

browser: .venv/dev
	@sh tests/browser.sh $(BIN)

.venv/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "rnnviz needs Python 3.11 or newer.")'
	@$(PYTHON) -m venv .venv || sh tests/venv.sh $(PYTHON)

.venv/app: requirements.txt | .venv/bin/pip
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/dev: requirements.txt requirements-dev.txt | .venv/bin/pip
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ .venv/app

node_modules/.installed: package.json package-lock.json | .venv/bin/pip
	@sh tests/node.sh
	npm ci --no-audit --no-fund --loglevel=error
	@touch $@

clean:
	rm -rf .venv node_modules static/plotly*.js static/fonts rnnviz/training/kernels/__pycache__ .pytest_cache .hypothesis .ruff_cache .import_linter_cache
