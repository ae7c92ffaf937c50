#!/usr/bin/env bash
# Builds the real InfluxDB server that the tests run against, once, into a cache outside the tree, and prints its path.
#   tools/influxd.sh          the pinned version (deploy/influxd)
#   tools/influxd.sh oldest   the oldest version supported (deploy/influxd-oldest)
#   tools/influxd.sh --find   the path of a server that is there already; exit status 1 when none is
# ASPRO_TEST_INFLUXD names a server to use instead. Needs Rust and a C compiler; it takes some minutes.
set -euo pipefail
cd "$(dirname "$0")/.."
which="${1:-pinned}"
case "$which" in
oldest) module=deploy/influxd-oldest ;;
*) module=deploy/influxd ;;
esac
version=$(awk '$1 == "github.com/influxdata/influxdb/v2" {print substr($2, 2)}' "$module/go.mod")
out="${XDG_CACHE_HOME:-$HOME/.cache}/aspro/influxd-$version"
if [ "$which" != oldest ] && [ -n "${ASPRO_TEST_INFLUXD:-}" ]; then
	echo "$ASPRO_TEST_INFLUXD"
	exit
fi
if [ -x "$out/influxd" ]; then
	echo "$out/influxd"
	exit
fi
if [ "$which" = --find ]; then
	command -v influxd
	exit
fi
say() { echo "influxd: $*" >&2; }
need() { # command, Debian package
	command -v "$1" >/dev/null && return
	if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
		say "installing $2"
		{ apt-get update -q && apt-get install -y -q "$2"; } >&2
	fi
	command -v "$1" >/dev/null || { say "$1 is needed to build InfluxDB $version; or name a server in ASPRO_TEST_INFLUXD"; exit 1; }
}
need cc gcc
need curl curl
if ! command -v cargo >/dev/null; then
	say "installing Rust"
	curl -sSf https://sh.rustup.rs | sh -s -- -y --profile minimal >&2
	export PATH="$HOME/.cargo/bin:$PATH"
fi
mkdir -p "$out"
# The server's Rust part denies warnings, and a newer compiler has more of them: the wrapper turns them back into warnings.
cat >"$out/rustc-lints" <<'WRAPPER'
#!/bin/sh
case "$*" in
*--cap-lints*) exec "$@" ;;
*) exec "$@" --cap-lints warn ;;
esac
WRAPPER
chmod +x "$out/rustc-lints"
say "building InfluxDB $version; this takes some minutes, once"
cd "$module"
export GOFLAGS=-mod=readonly CGO_ENABLED=1
go build -o "$out/pkg-config" github.com/influxdata/pkg-config >&2
PKG_CONFIG="$out/pkg-config" RUSTUP_TOOLCHAIN=stable RUSTC_WRAPPER="$out/rustc-lints" \
	go build -tags sqlite_foreign_keys,sqlite_json -ldflags "-s -w" -o "$out/influxd.part" github.com/influxdata/influxdb/v2/cmd/influxd >&2
mv "$out/influxd.part" "$out/influxd"
echo "$out/influxd"
