# The commands of the house. `make demo` and `make test` are all the set-up there is.
#
#   make demo    build, start the sandbox and the portal with demo clinics, print addresses; Ctrl-C stops both
#   make check   the fast loop: format, lints, tidy, the suite on SQLite
#   make test    everything quick: check, the suite on PostgreSQL, the browser journeys
#   make prove   the long proofs, ONLY=axe|audit|data|faults|lighthouse|paint|restore|restart|slow|soak|weight for one
#   make bench   speed and size of the release build, a line for each goal; ONLY=P1,P3 for some of them
#
# A proof that is not here yet arrives with the code it measures.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# On a build machine the compiled dependencies outlive the checkout.
ifeq ($(CI),true)
export CARGO_TARGET_DIR ?= $(HOME)/.cache/portico/target
endif

PROOFS := axe audit data faults lighthouse paint restore restart slow soak weight
# Real patients that nobody here wrote, when they are beside the checkout.
DATA ?= $(abspath ../shared/data/fhir)
ONLY ?= $(PROOFS)

.PHONY: help demo check test prove bench assets hfs format lints tidy suite suite-postgres journeys need-build \
	prove-axe prove-audit prove-data prove-lighthouse \
	prove-restore prove-restart prove-faults prove-slow prove-soak prove-weight prove-paint no-such-proof force

help:
	@sed -n 's/^# \{0,1\}//p' Makefile | sed -n '1,/^$$/!p' | sed '/^A proof/,$$d'

demo: need-build assets hfs
	@scripts/demo.sh

check: need-build assets format lints suite

test: check suite-postgres journeys

UNKNOWN_PROOFS := $(filter-out $(PROOFS),$(ONLY))
prove: $(if $(UNKNOWN_PROOFS),no-such-proof,need-build assets hfs $(addprefix prove-,$(ONLY)))

no-such-proof:
	@echo "make prove: there is no proof '$(UNKNOWN_PROOFS)'; there is: $(PROOFS)" >&2
	@exit 2

format:
	cargo fmt --all --check

lints:
	cargo clippy --workspace --all-targets -- -D warnings

# Part of the suite, and alone for a quick look.
tidy:
	cargo test -q -p xtask

# The tests start the built sandbox by themselves, so it must be there before them.
suite: hfs assets
	cargo build --workspace --bins
	cargo test --workspace

suite-postgres: hfs assets
	scripts/need.sh postgres
	cargo build --workspace --bins
	scripts/postgres.sh run cargo test --workspace

journeys: hfs assets e2e/node_modules/.installed
	scripts/need.sh browser
	cargo build --workspace --bins
	cd e2e && npm test

# On both databases, everything started and stopped by itself on free ports.
comma := ,
RELEASE := $(or $(CARGO_TARGET_DIR),target)/release
bench: need-build assets
	scripts/need.sh postgres
	cargo build --release -p portal -p bench --bins
	ONLY='$(filter P%,$(subst $(comma), ,$(ONLY)))' scripts/postgres.sh run $(RELEASE)/portico-bench

prove-axe: e2e/node_modules/.installed
	scripts/need.sh browser
	cargo build --workspace --bins
	cd e2e && npm run --silent prove:axe

# 10,000 random edits straight in either database's audit tables, all found.
prove-audit:
	AUDIT_EDITS=10000 cargo test -q -p db --test all -- edits speed --nocapture
	scripts/need.sh postgres
	AUDIT_EDITS=10000 scripts/postgres.sh run cargo test -q -p db --test all -- edits speed --nocapture

# Every patient of a data folder and of the demo, behind both dialects, pages and API, against the FHIR
# server's own resources. SEED=n opens another sample of entries.
prove-data: e2e/node_modules/.installed
	@test -d "$(DATA)" || { echo "make prove: no charts at $(DATA); name a folder by DATA=dir" >&2; exit 2; }
	cargo build --workspace --bins
	cd e2e && DATA=$(DATA) npm run --silent prove:data
	cd e2e && DATA=$(DATA) ORG=sleepcorner npm run --silent prove:data

# A backup under load, the database lost, put back and verified, on both databases.
prove-restore: e2e/node_modules/.installed
	cargo build --workspace --bins
	cd e2e && npm run --silent prove:restore
	scripts/need.sh postgres
	scripts/postgres.sh run npm --prefix e2e run --silent prove:restore

# Two replicas replaced under load: no failed request, no lost write.
prove-restart: e2e/node_modules/.installed
	scripts/need.sh postgres
	cargo build --workspace --bins
	scripts/postgres.sh run npm --prefix e2e run --silent prove:restart

# When Home paints on a slow phone while its EHR is slow or silent.
prove-paint: e2e/node_modules/.installed
	scripts/need.sh browser
	cargo build --workspace --bins
	cd e2e && npm run --silent prove:paint

# What Home costs on the wire, in each language: 14 KB in all, of it 4 KB script.
prove-weight: e2e/node_modules/.installed
	cargo build --workspace --bins
	cd e2e && npm run --silent prove:weight

# Every fault of an EHR on every route that reads, on both dialects; a dead EHR beside a live one.
prove-faults: e2e/node_modules/.installed
	cargo build --workspace --bins
	cd e2e && npm run --silent prove:faults

# Thousands of slow connections, a body of a gigabyte, heads without end; then ten thousand idle connections.
prove-slow: e2e/node_modules/.installed
	cargo build --workspace --bins
	cargo build --release -p portal --bins
	cd e2e && ulimit -n "$$(ulimit -Hn)" && BUILD=release npm run --silent prove:slow

# Half of peak for eight minutes on SQLite, LONG=1 for fifteen, SECONDS=n for others.
prove-soak: e2e/node_modules/.installed
	cargo build --workspace --bins
	cargo build --release -p portal --bins
	cd e2e && BUILD=release npm run --silent prove:soak

# Performance, accessibility and best practices of three pages, as on a phone, 0.95 or better, each the median of
# three runs. The dev build is slower than the release: RELEASE=1 builds and measures that one.
prove-lighthouse: e2e/node_modules/.installed e2e/lighthouse/node_modules/.installed
	scripts/need.sh browser
	cargo build --workspace --bins
	cd e2e/lighthouse && npm run --silent prove

need-build:
	@scripts/need.sh build

hfs:
	@scripts/install-hfs.sh

# The stylesheet, icons and script, rebuilt when a source or a template (its classes) changed.
ASSET_SOURCES := $(shell find web -path web/node_modules -prune -o -type f -print 2>/dev/null) \
	$(shell find crates/portal/src -name '*.html' 2>/dev/null)
assets: web/node_modules/.built

web/node_modules/.built: web/node_modules/.installed $(ASSET_SOURCES) \
		$(if $(wildcard crates/portal/assets/dist/app.css),,force)
	cd web && npm run --silent build
	touch $@

web/node_modules/.installed: web/package-lock.json
	cd web && npm ci --no-audit --no-fund --loglevel=error
	touch $@

e2e/node_modules/.installed: e2e/package-lock.json
	cd e2e && npm ci --no-audit --no-fund --loglevel=error
	touch $@

# A hundred packages that one proof needs: installed for it alone.
e2e/lighthouse/node_modules/.installed: e2e/lighthouse/package-lock.json
	cd e2e/lighthouse && npm ci --no-audit --no-fund --loglevel=error
	touch $@

force:
