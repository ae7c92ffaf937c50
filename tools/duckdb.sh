#!/usr/bin/env bash
# Prints a Python that has the package duckdb, for the benchmarks to read the same file beside; installs it once, into a cache, where
# pip can. Prints nothing where it cannot be had: the benchmarks then say so.
set -uo pipefail
VERSION=2.0.1
venv="${XDG_CACHE_HOME:-$HOME/.cache}/aspro/duckdb-$VERSION"
if ! "$venv/bin/python" -c 'import duckdb' 2>/dev/null; then
	{ python3 -m venv "$venv" && "$venv/bin/pip" install -q --retries 0 --timeout 15 "duckdb==$VERSION"; } >/dev/null 2>&1 || exit 0
fi
echo "$venv/bin/python"
