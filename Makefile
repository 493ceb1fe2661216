# make check    installs what the tests need and runs them all
# make bench    prints what ctrace costs
# make jaeger   runs a Jaeger on loopback until Ctrl-C
# make generate rebuilds the page's script

JAEGER_VERSION := v1.48.0
CACHE          := $(CURDIR)/.cache
JAEGER         := $(CACHE)/bin/jaeger-all-in-one
# What else it listens on, which nothing here needs.
JAEGER_UNUSED  := query.grpc-server.host-port collector.grpc-server.host-port collector.http-server.host-port \
	http-server.host-port processor.jaeger-binary.server-host-port processor.jaeger-compact.server-host-port \
	processor.zipkin-compact.server-host-port

.PHONY: all check setup lint typecheck test bench jaeger generate clean

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
	go test -run '^$$' -bench . -benchtime 1x -timeout 30m ./tracer ./tracer/gotrace ./tracer/kernel ./cmd/ctrace ./report/...

# Everything that Jaeger listens on is on loopback; it forgets its spans when it ends.
jaeger: $(JAEGER)
	@echo "Jaeger takes spans on http://127.0.0.1:4318 and grpc://127.0.0.1:4317"
	@echo "and answers on http://127.0.0.1:16686/api/services; Ctrl-C ends it"
	@SPAN_STORAGE_TYPE=memory OTEL_TRACES_SAMPLER=always_off $(JAEGER) --log-level=error \
		--collector.otlp.http.host-port=127.0.0.1:4318 \
		--collector.otlp.grpc.host-port=127.0.0.1:4317 \
		--query.http-server.host-port=127.0.0.1:16686 \
		--admin.http.host-port=127.0.0.1:14269 \
		$(foreach port,$(JAEGER_UNUSED),--$(port)=127.0.0.1:0)

generate:
	go generate ./...

clean:
	rm -rf ctrace $(CACHE) report/page/node_modules
