#!/usr/bin/env bash
# Generates bindings of a corpus of pages into an empty module of its own, and
# builds, vets and tests them: every generated test passes, none is skipped, and
# topgen mock takes every documented call.
#
#   bench/corpus.sh ../shared/corpus             the whole corpus, in the text form
#   bench/corpus.sh ../shared/corpus 450         whole namespaces, about 450 pages of them
#   bench/corpus.sh ../shared/corpus 0 json      all pages that are there in the JSON form (or html)
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
corpus=${1:?usage: bench/corpus.sh CORPUS [PAGES [FORM]]}
limit=${2:-0}
form=${3:-txt}

if [ -z "$(find "$corpus/$form" -name "*.$form" -print -quit 2>/dev/null)" ]; then
  cat >&2 <<EOF
bench/corpus.sh: no pages *.$form in $corpus/$form

This wants pages of the platform, which are no part of the repository. If you have
some, name the folder that has them in its folder txt, json or html:

	make corpus CORPUS=FOLDER

If not, get them from the platform. It lists some 7,000; at two a second, they take
an hour. A few namespaces will do, too:

	go run ./cmd/topgen fetch --all --out $corpus/json
	go run ./cmd/topgen fetch alibaba.idle taobao.trades --out $corpus/json
EOF
  exit 1
fi
corpus=$(cd "$corpus" && pwd)

work=$(mktemp -d)
mock=
trap '[ -z "$mock" ] || kill "$mock"; chmod -R u+w "$work"; rm -rf "$work"' EXIT
step() { printf -- '--> %s  (%ds)\n' "$*" "$SECONDS"; }

# Namespaces in the order of a checksum: any mixture, but the same every time.
choose() {
  (cd "$corpus/$form" && ls) | awk -F. '{print $1 "." $2}' | sort | uniq -c |
    while read -r pages namespace; do
      echo "$(printf %s "$namespace" | cksum | cut -d' ' -f1) $pages $namespace"
    done | sort -n |
    awk -v limit="$limit" 'total + $2 <= limit { total += $2; print $3 }'
}

docs=$corpus/$form
if [ "$limit" -gt 0 ]; then
  docs=$work/docs
  mkdir "$docs"
  choose | while read -r namespace; do
    cp "$corpus/$form/$namespace."*."$form" "$docs"
  done
fi

step "topgen"
(cd "$root" && go build -o "$work/topgen" ./cmd/topgen)
(cd "$root/bench" && go build -o "$work/mockcalls" ./mockcalls)

step "an empty module"
mkdir "$work/module"
cd "$work/module"
cat > go.mod <<EOF
module example.com/corpus

go 1.26

require (
	github.com/google/go-cmp v0.7.0
	github.com/topgen/topgen v0.0.0
)

replace github.com/topgen/topgen => "$root"
EOF
cp "$root/go.sum" .
export GOFLAGS="${GOFLAGS:-} -mod=mod"

step "generate"
"$work/topgen" generate --quiet --docs "$docs" 2> diagnostics.txt || { tail -20 diagnostics.txt; exit 1; }
"$work/topgen" check --docs "$docs"

step "gofmt"
unformatted=$(gofmt -l generated)
[ -z "$unformatted" ] || { echo "gofmt would change:"; head -20 <<< "$unformatted"; exit 1; }

step "build"
go build ./...

step "vet"
go vet ./...

step "a gateway that has these pages, and a call of every method to it"
"$work/mockcalls" generated
"$work/topgen" mock --quiet --log --docs "$docs" --addr 127.0.0.1:0 > address.txt 2> calls.txt &
mock=$!
for _ in $(seq 300); do [ -s address.txt ] || sleep 0.1; done
TOP_GATEWAY=$(cat address.txt)
export TOP_GATEWAY

step "test"
go test -v ./... > tests.txt 2>&1 || { grep -E '^(\s*--- FAIL|FAIL|panic|#)' tests.txt | head -50; echo "(of $(wc -l < tests.txt) lines)"; exit 1; }
if grep -E '^\s*--- SKIP' tests.txt | head -20 | grep .; then
  echo "generated tests were skipped"
  exit 1
fi

kill "$mock"
wait "$mock" || { echo "topgen mock did not end well: exit status $?"; exit 1; }
mock=
if grep -vE ' ok$' calls.txt | head -20 | grep .; then
  echo "the gateway found something wrong with a documented call"
  exit 1
fi

step "$(find "$docs" -name "*.$form" | wc -l) pages, $(go list ./... | wc -l) packages, $(grep -cE '^\s*--- PASS' tests.txt) tests passed, none skipped, $(wc -l < calls.txt) calls answered"
