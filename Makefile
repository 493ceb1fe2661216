# make check    installs what the tests need and runs them all
# make bench    prints what ctrace costs
# make generate rebuilds the page's script

JAEGER_VERSION := v1.48.0
CACHE          := $(CURDIR)/.cache
JAEGER         := $(CACHE)/bin/jaeger-all-in-one

.PHONY: all check setup lint typecheck test bench generate clean

all:
	go build -o ctrace ./cmd/ctrace

check: setup lint typecheck test

setup: $(JAEGER)
	.ci/setup

# Jaeger's all-in-one has a main package that go install builds by itself.
$(JAEGER):
	mkdir -p $(@D)
	GOBIN=$(@D) go install github.com/jaegertracing/jaeger/cmd/all-in-one@$(JAEGER_VERSION)
	mv $(@D)/all-in-one $@

lint:
	@unformatted=$$(gofmt -l cmd report scenarios tracer); \
	if [ -n "$$unformatted" ]; then echo "not formatted: $$unformatted"; exit 1; fi
	go vet ./...
	GOOS=darwin go vet ./...
	GOOS=windows go vet ./...
	go tool staticcheck ./...

typecheck:
	npm --prefix report/page ci --no-audit --no-fund --silent
	npm --prefix report/page run --silent typecheck

# CTRACE_FULL makes a missing browser or Jaeger a failure instead of a skip.
test:
	CTRACE_FULL=1 go test -race -timeout 15m ./...

# Reading a trace uses a second core for decoding: -cpu 1 shows it without.
bench:
	go test -run '^$$' -bench . -benchtime 1x -cpu 1 ./tracer/gotrace
	go test -run '^$$' -bench . -benchtime 1x -timeout 30m ./tracer/gotrace ./cmd/ctrace ./report/...

generate:
	go generate ./...

clean:
	rm -rf ctrace $(CACHE) report/page/node_modules
