# Go and make are all that is needed; what a target needs besides, it builds itself.
GO      ?= go
TAGS    := nomsgpack
GOFLAGS := -tags=$(TAGS) -trimpath
CACHE   ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/aspro
DATA    ?= data
LISTEN  ?= 127.0.0.1:8080
FUZZTIME ?= 5m
FUZZJOBS ?= 2
SOAKTIME ?= 10m
BENCH   ?= .
BUSIEST := TestREADME|TestKillWhilePosting|TestABackupWhileUploadsRunIsWhole|TestTelegraf$$|TestBar|TestConnections|TestRequestsUnderWay|TestKeysBeside
export CGO_ENABLED := $(if $(RACE),1,0)

.DEFAULT_GOAL := help

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## /{printf "  %-20s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: build
build: ## build bin/aspro
	$(GO) build $(GOFLAGS) -o bin/aspro ./cmd/aspro

.PHONY: run
run: build ## build and serve with the sample data; prints a URL, the first key and calls that work
	bin/aspro serve --listen $(LISTEN) --data $(DATA) --sample-data

.PHONY: test
test: ## run every test; those of InfluxDB when a server can be had
	@tools/influxd.sh --find >/dev/null || echo "skipped: the InfluxDB suites, for want of a server; get one with make influxd, or name one in ASPRO_TEST_INFLUXD"
	@tools/telegraf.sh --find >/dev/null || echo "skipped: the Telegraf suite, for want of it; get it with make telegraf, or name one in ASPRO_TEST_TELEGRAF"
	$(GO) test $(GOFLAGS) $(TESTFLAGS) ./...

.PHONY: influxd
influxd: ## build the InfluxDB server of the tests, once, into a cache; prints its path
	@GO="$(GO)" tools/influxd.sh

.PHONY: telegraf
telegraf: ## build the Telegraf of the tests, once, into a cache; prints its path
	@GO="$(GO)" tools/telegraf.sh

.PHONY: test-influx-oldest
test-influx-oldest: ## run the InfluxDB suites on the oldest version supported
	influxd="$$(GO="$(GO)" tools/influxd.sh oldest)" && \
	ASPRO_INFLUX_REQUIRED=1 ASPRO_TEST_INFLUXD="$$influxd" $(GO) test $(GOFLAGS) -count=1 $(TESTFLAGS) ./indicators/influx/... ./api/...

.PHONY: race
race: ## run the tests in their short form under the race detector, and the busiest ones on a binary built with it (needs a C compiler)
	CGO_ENABLED=1 $(GO) test -tags=$(TAGS) -race -short -timeout 30m $(TESTFLAGS) $$($(GO) list ./... | grep -v /cmd/aspro$$)
	CGO_ENABLED=1 $(GO) test -tags=$(TAGS) -race -short -timeout 30m $(TESTFLAGS) -run '$(BUSIEST)' ./cmd/aspro

.PHONY: bench
bench: ## measure the numbers the design asks for, side by side in one run
	@ASPRO_PYTHON="$${ASPRO_PYTHON-$$(tools/duckdb.sh)}" $(GO) test $(GOFLAGS) -run '^$$' -bench '$(BENCH)' -benchmem $(BENCHFLAGS) ./bench/...

.PHONY: bench-influx
bench-influx: ## measure what stands on InfluxDB beside the same sent straight into the same server
	influxd="$$(GO="$(GO)" tools/influxd.sh)" && ASPRO_INFLUX_REQUIRED=1 ASPRO_TEST_INFLUXD="$$influxd" \
	$(GO) test $(GOFLAGS) -run '^$$' -bench Influx -benchtime 3x -benchmem $(BENCHFLAGS) ./bench

.PHONY: fuzz
fuzz: ## fuzz every parser, FUZZTIME each (5m, or 500x for a number of inputs), FUZZJOBS of them side by side
	GO="$(GO)" FUZZTIME=$(FUZZTIME) FUZZJOBS=$(FUZZJOBS) TAGS=$(TAGS) tools/fuzz.sh

.PHONY: contract
contract: ## attack a server on loopback with what its document allows and forbids (schemathesis), and with slow connections
	GO="$(GO)" tools/contract.sh

.PHONY: lint-document
lint-document: ## lint the OpenAPI document with Spectral (needs npm)
	tools/lint-document.sh

.PHONY: soak
soak: ## run the long loops: kills, memory, goroutines
	ASPRO_SOAK=$(SOAKTIME) $(GO) test $(GOFLAGS) -count=1 -timeout 60m -run 'Soak|Kill' -v ./...

.PHONY: docs
docs: ## regenerate the OpenAPI document and every generated page and golden file
	GO="$(GO)" tools/docs.sh

.PHONY: drift
drift: docs ## fail when a generated file differs from what is committed
	git diff --exit-code
	@test -z "$$(git status --porcelain --untracked-files=all docs ingest api cmd)" || { git status --porcelain; exit 1; }

$(CACHE)/bin/golangci-lint: tools/go.mod tools/go.sum
	@mkdir -p $(dir $@)
	cd tools && CGO_ENABLED=0 GOFLAGS= $(GO) build -o $@ github.com/golangci/golangci-lint/v2/cmd/golangci-lint
	@touch $@

.PHONY: lint
lint: $(CACHE)/bin/golangci-lint ## report what go vet and golangci-lint find
	$(GO) vet -tags=$(TAGS) ./...
	$(CACHE)/bin/golangci-lint run --build-tags $(TAGS) ./...

.PHONY: check
check: lint drift test race ## everything a change must pass

.PHONY: clean
clean: ## remove what was built, not the data
	rm -rf bin
