#!/usr/bin/env bash
# Lints the OpenAPI document, its examples included, by Spectral's rules for OpenAPI; an error fails. npm brings Spectral,
# pinned, into a cache; without npm one line says so, or fails where ASPRO_NPM_REQUIRED is set.
set -euo pipefail
cd "$(dirname "$0")/.."
version=6.16.3
room="${XDG_CACHE_HOME:-$HOME/.cache}/aspro/spectral-$version"
if ! command -v npm >/dev/null; then
	echo "skipped: the linter of the document, for want of npm"
	[ -z "${ASPRO_NPM_REQUIRED:-}" ]
	exit
fi
if [ ! -x "$room/node_modules/.bin/spectral" ]; then
	mkdir -p "$room"
	npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$room" "@stoplight/spectral-cli@$version"
fi
rules=$(mktemp -d)
trap 'rm -r "$rules"' EXIT
echo 'extends: ["spectral:oas"]' >"$rules/rules.yaml"
"$room/node_modules/.bin/spectral" lint --ruleset "$rules/rules.yaml" --fail-severity error --display-only-failures docs/openapi.json
