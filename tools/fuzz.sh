#!/usr/bin/env bash
# Runs every fuzz target of the module for FUZZTIME each.
set -euo pipefail
cd "$(dirname "$0")/.."
found=0
while IFS=: read -r file target; do
	found=$((found + 1))
	echo "== $target in $(dirname "$file")"
	"${GO:-go}" test -tags="${TAGS:-nomsgpack}" -run '^$' -fuzz "^$target\$" -fuzztime "${FUZZTIME:-5m}" -fuzzminimizetime 2s "./$(dirname "$file")"
done < <(git grep -hoE --no-line-number -e '^func Fuzz[A-Za-z0-9_]+' --full-name -H -- '*_test.go' | sed 's/func //')
[ "$found" -gt 0 ] || { echo "no fuzz target found"; exit 1; }
