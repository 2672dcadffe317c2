# What developers do. CI does .ci/run, which calls some of these.

GO      ?= go
FUZZTIME ?= 10s
SIZE     ?= 8000000
SOAK     ?= 10m
# Pages of the platform, by their forms in folders txt, html and json. They are no
# part of the repository; without them, the targets that need some say how to get them.
CORPUS  ?= ../shared/corpus
FORMS    = $(notdir $(wildcard $(addprefix $(CORPUS)/,txt html json)))
FOLDER   = $(abspath $(firstword $(wildcard $(CORPUS)/txt) $(CORPUS)/json))

.PHONY: help generate check test race judge lint fuzz bench corpus ratio compile measure figures changelog dist redist hostile mutate noise apidiff bodies size kill soak

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

generate: ## make the bindings in generated/ anew
	$(GO) generate ./...

check: ## is generated/ what docs/pages gives?
	$(GO) run ./cmd/topgen check

test: ## run all tests
	$(GO) test ./...

race: ## run the tests under the race detector, short: programs that tests start are not watched by it
	$(GO) test -race -short ./...

judge: ## the tests of bench/: OpenAPI, SARIF and the pages of mock, judged by other people's programs; their clients of the mock; licences
	cd bench && $(GO) test -timeout 60m ./...

lint: ## gofmt, vet, staticcheck, go.mod, also in bench/
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); \
	if [ -n "$$unformatted" ]; then echo "not formatted, run gofmt -w:"; echo "$$unformatted"; exit 1; fi
	$(GO) vet ./...
	$(GO) tool staticcheck ./...
	$(GO) mod tidy -diff
	cd bench && $(GO) vet ./...
	staticcheck=$$($(GO) tool -n staticcheck) && cd bench && $$staticcheck ./...
	cd bench && $(GO) mod tidy -diff

fuzz: ## run every fuzz target for FUZZTIME (10s)
	@for pkg in $$($(GO) list ./internal/... ./top/...); do \
	  for target in $$($(GO) test -list '^Fuzz' $$pkg | grep '^Fuzz'); do \
	    GO=$(GO) .ci/fuzz $$pkg $$target $(FUZZTIME) || exit 1; \
	  done; \
	done

bench: ## run the benchmarks of bench/, a module of its own
	cd bench && $(GO) test -run '^$$' -bench . -benchmem ./...

corpus: ## the corpus in CORPUS, in all forms that it has: generate, build, vet, run the generated tests
	@for form in $(or $(FORMS),json); do bench/corpus.sh $(CORPUS) $(or $(PAGES),0) $$form || exit 1; done

ratio: ## the runtime against the standard library and against the fastest decoders, also on a busy machine
	cd bench && GOMAXPROCS=1 $(GO) test -run '^$$' -bench Ratio -benchtime 100x .
	cd bench && $(GO) run ./decoders

compile: ## what bindings add to the build of a program from a cold cache
	cd bench && $(GO) run ./compile -pages $(FOLDER)

measure: ## time and memory of the generator over CORPUS, against their bars
	cd bench && $(GO) run ./generator -pages $(FOLDER)

figures: ## how often pages of CORPUS raise which code: does docs/diagnostics.md say so? (WRITE=1 makes it say so)
	cd bench && $(GO) run ./figures -pages $(abspath $(CORPUS))/txt $(if $(WRITE),-write)

changelog: ## what changed in the pages since the last tag, for CHANGELOG.md
	@tag=$$(git describe --tags --abbrev=0 2>/dev/null) || { echo "There is no tag yet: all that docs/pages has is new."; exit 0; }; \
	$(GO) run ./cmd/topgen diff git:$$tag:docs/pages docs/pages --format markdown || [ $$? = 1 ]

dist: ## build topgen for every system of a release into dist/
	.ci/dist

redist: ## the same from two folders with empty caches: the same bytes?
	cd bench && $(GO) test -count=1 -timeout 60m -v ./dist -full

hostile: ## every hostile text in every place of a page, and the tests of what that gives
	$(GO) test -count=1 -timeout 30m -v -run 'TestPayloads|TestRunPayloads|TestPages|TestRunPages|TestPackageNames|TestLineEnds' ./internal/hostile -full

mutate: ## 20,000 broken pages: no panic, no hang, what is accepted type-checks, and tests of some pass
	$(GO) test -count=1 -timeout 30m -v -run 'TestMutate$$|TestRunMutated' ./internal/hostile -full -mutations $(or $(MUTATIONS),20000) -runs 200

noise: ## NOISY (20,000) copies of good pages, with tabs, bullets, joined labels, without marks: they mean the same, or topgen says what is open
	$(GO) test -count=1 -timeout 30m -v -run 'TestNoise$$' ./internal/hostile -noisy $(or $(NOISY),20000)

apidiff: ## SETS (300) sets of APIs, changed at random: what topgen diff calls breaking is what apidiff does
	$(GO) test -count=1 -v -run 'TestAgainstApidiff$$' ./internal/compare -sets $(or $(SETS),300)

kill: ## topgen generate and fetch killed at 200 random moments, and all else that can happen to files
	$(GO) test -count=1 -timeout 30m -v -run 'TestKill|TestTwoRuns|TestRefusals|TestFullDisk|TestReadOnlyDisk' ./cmd/topgen ./internal/fetch ./internal/output -kills 200

bodies: ## 1,000,000 mutated bodies of 20 response types: read as encoding/json reads them, nothing cut off is accepted; bindings decode what the gateway sent
	$(GO) test -count=1 -timeout 30m -v -run TestMutatedBodies ./top -bodies 1000000
	$(GO) test -count=1 -timeout 30m -run TestMutatedBodies ./internal/recorded -full

size: ## pages of SIZE bytes (8 MB) and four times that: memory and time grow with the page
	$(GO) test -count=1 -timeout 60m -v -run 'TestSize|TestTooLarge|TestDeep' ./internal/hostile -size $(SIZE)

soak: ## mixed load for SOAK (10m) with faults on topgen mock, as long for messages, as long for lists that move: nothing leaks, no order is lost
	$(GO) test -count=1 -timeout 20m -v -run TestSoak ./cmd/topgen -soak $(SOAK)
	$(GO) test -count=1 -timeout 20m -v -run TestSoak ./top/tmc -soak $(SOAK)
	$(GO) test -count=1 -timeout 20m -v -run TestSoak ./top/toptest -soak $(SOAK)
