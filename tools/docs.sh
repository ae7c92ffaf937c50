#!/usr/bin/env bash
# Regenerates every generated file: the OpenAPI document, the configuration page, golden files.
set -euo pipefail
cd "$(dirname "$0")/.."
GO="${GO:-go}"
TAGS="${TAGS:-nomsgpack}"
if [ -d cmd/openapi ]; then
	"$GO" run -tags "$TAGS" ./cmd/openapi -client client
fi
# Every test package that keeps golden files has the flag -update.
for folder in $(git grep -l 'flag.Bool("update"' -- '*_test.go' | xargs -r -n1 dirname | sort -u); do
	"$GO" test -tags "$TAGS" -count=1 "./$folder" -update >/dev/null
done
# The document shows answers that were written down just now.
"$GO" run -tags "$TAGS" ./cmd/openapi -client client
