# What developers do. CI does .ci/run, which calls some of these.

GO      ?= go
FUZZTIME ?= 10s
CORPUS  ?= ../shared/corpus

.PHONY: help generate check test race judge lint fuzz bench corpus ratio compile measure dist redist hostile mutate size kill soak

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

generate: ## make the bindings in generated/ anew
	$(GO) generate ./...

check: ## is generated/ what docs/ gives?
	$(GO) run ./cmd/topgen check

test: ## run all tests
	$(GO) test ./...

race: ## run all tests under the race detector
	$(GO) test -race ./...

judge: ## the tests of bench/: OpenAPI, SARIF and the pages of mock, judged by other people's programs; licences
	cd bench && $(GO) test -timeout 60m ./...

lint: ## gofmt, vet, staticcheck, go.mod
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); \
	if [ -n "$$unformatted" ]; then echo "not formatted, run gofmt -w:"; echo "$$unformatted"; exit 1; fi
	$(GO) vet ./...
	$(GO) tool staticcheck ./...
	$(GO) mod tidy -diff

fuzz: ## run every fuzz target for FUZZTIME (10s)
	@for pkg in $$($(GO) list ./internal/... ./top/...); do \
	  for target in $$($(GO) test -list '^Fuzz' $$pkg | grep '^Fuzz'); do \
	    echo "$$pkg $$target"; \
	    $(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 2s $$pkg || exit 1; \
	  done; \
	done

bench: ## run the benchmarks of bench/, a module of its own
	cd bench && $(GO) test -run '^$$' -bench . -benchmem ./...

corpus: ## the corpus in CORPUS, in all three forms: generate, build, vet, run the generated tests
	bench/corpus.sh $(CORPUS) $(or $(PAGES),0) txt
	bench/corpus.sh $(CORPUS) $(or $(PAGES),0) html
	bench/corpus.sh $(CORPUS) $(or $(PAGES),0) json

ratio: ## the runtime against the standard library, also on a busy machine
	cd bench && GOMAXPROCS=1 $(GO) test -run '^$$' -bench Ratio -benchtime 100x .

compile: ## what bindings add to the build of a program from a cold cache
	cd bench && $(GO) run ./compile -pages ../$(CORPUS)/txt

measure: ## time and memory of the generator over CORPUS, against their bars
	cd bench && $(GO) run ./generator -pages ../$(CORPUS)/txt

dist: ## build topgen for every system of a release into dist/
	.ci/dist

redist: ## the same from two folders with empty caches: the same bytes?
	cd bench && $(GO) test -count=1 -timeout 60m -v ./dist

hostile: ## every hostile text in every place of a page, and the tests of what that gives
	$(GO) test -count=1 -timeout 30m -v -run 'TestPayloads|TestRunPayloads|TestPages|TestRunPages|TestPackageNames|TestLineEnds' ./internal/hostile -full

mutate: ## 20,000 broken pages: no panic, no hang, what is accepted type-checks
	$(GO) test -count=1 -timeout 30m -v -run 'TestMutate$$' ./internal/hostile -mutations 20000

kill: ## topgen generate killed at 200 random moments, and all else that can happen to files
	$(GO) test -count=1 -timeout 30m -v -run 'TestKill|TestTwoRuns|TestRefusals|TestFullDisk|TestReadOnlyDisk' ./cmd/topgen -kills 200

size: ## pages up to the limit of 32 MiB: memory and time grow with the page
	$(GO) test -count=1 -timeout 60m -v -run 'TestSize|TestTooLarge|TestDeep' ./internal/hostile -size 8000000

soak: ## ten minutes of mixed load with faults on topgen mock: nothing leaks
	$(GO) test -count=1 -timeout 20m -v -run TestSoak ./cmd/topgen -soak 10m
