# yangguang: every task by name. `make` lists them.
PYTHON ?= python3
VENV := .venv/bin
TESTS ?= tests
# Each process has a database of its own; a file stays in one process, so that its fixtures are made once.
# On one server for all (DATABASE_URL) they go one by one: readers of the ledger wait for every transaction of a server.
PARALLEL ?= $(if $(DATABASE_URL),,-n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder)
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run setup setup-dev test check format bench torment messages lock doctor clean

help: ## list these tasks / 列出全部任务
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

run: setup ## set everything up and start the site / 安装并启动
	@exec $(VENV)/yangguang run

setup:
	@$(PYTHON) tools/bootstrap.py run

setup-dev:
	@$(PYTHON) tools/bootstrap.py dev

test: setup-dev ## check, then every test, browser journeys included / 检查并运行全部测试
	@$(VENV)/python tools/check.py --before-tests
	@exec $(VENV)/pytest $(PARALLEL) $(TESTS)

check: setup-dev ## format, lint, types, contracts, migrations, messages / 格式、静态检查、类型、依赖方向
	@$(VENV)/python tools/check.py

format: setup-dev ## write the sources in the one format / 统一格式
	@$(VENV)/ruff format -q .
	@$(VENV)/ruff check -q --fix-only .

bench: setup-dev ## measure, compare, and write docs/benchmarks.md / 基准测试
	@$(VENV)/python -m benchmarks

torment: setup-dev ## kill every process at random under load, then compare everything / 随机杀进程，再核对
	@$(VENV)/python -m benchmarks.torment var/torment

messages: setup-dev ## bring the English catalogue up to date / 更新译文目录
	@$(VENV)/python tools/messages.py update

# The development lock first: what the tests ran with is what the product runs with.
LOCK := uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --python-version 3.11
lock: ## pin requirements/*.in anew (needs uv) / 重新锁定依赖
	@$(LOCK) requirements/dev.in -o requirements/dev.txt
	@$(LOCK) requirements/run.in -c requirements/dev.txt -o requirements/run.txt

doctor: ## say what is wrong with this installation / 检查本机安装
	@$(VENV)/yangguang doctor

clean: ## remove what is made, but no data / 删除生成物，保留数据
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache var/test-postgres var/static
