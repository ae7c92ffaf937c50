#!/usr/bin/env bash
# Builds a real InfluxDB for the tests, once, into a cache outside the tree, and prints the path of the binary alone on
# standard output.
#   tools/influxd.sh          the pinned version (deploy/influxd), or the server that ASPRO_TEST_INFLUXD names
#   tools/influxd.sh oldest   the oldest version supported (deploy/influxd-oldest); its number does as well
#   tools/influxd.sh --find   builds nothing: the path of a server that is there already; exit status 1 when none is
# Needs Go, Rust, a C compiler and pkg-config, some minutes and 2 GB of disk. Why: deploy/influxd.md.
set -euo pipefail
cd "$(dirname "$0")/.."

program=influxd
. tools/cached.sh

pinned() { awk '$1 == "github.com/influxdata/influxdb/v2" {print substr($2, 2)}' "deploy/$1/go.mod"; }

newest=$(pinned influxd) oldest=$(pinned influxd-oldest) server=${ASPRO_TEST_INFLUXD:-}
module=deploy/influxd version=$newest
case "${1:-}" in
"" | --find) ;;
"$newest") server= ;;
oldest | "$oldest") module=deploy/influxd-oldest version=$oldest server= ;;
*)
	echo "usage: tools/influxd.sh [--find | oldest | $newest | $oldest]" >&2
	exit 2
	;;
esac
named ASPRO_TEST_INFLUXD "$server"
cached "$version" "${1:-}"

go=${GO:-go}
unset GOOS GOARCH # the server runs here, whatever aspro is built for
export CGO_ENABLED=1 GOFLAGS= GOWORK=off PATH="$HOME/.cargo/bin:$PATH"

# Debian's packages, where they can be had; both fail where they cannot.
refreshed=
refresh() {
	[ -z "$refreshed" ] || return 0
	[ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -q >&2 && refreshed=yes
}
packages() {
	refresh || return 1
	say "installing $*"
	DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >&2
}

cc=${CC:-$("$go" env CC)}
if ! command -v "${cc%% *}" >/dev/null; then
	{ packages gcc libc6-dev && command -v "${cc%% *}" >/dev/null; } ||
		die "needs a C compiler: install gcc, or name a built server in ASPRO_TEST_INFLUXD"
fi
if ! command -v pkg-config >/dev/null; then # InfluxData's, which is built below, calls it
	packages pkg-config || die "needs pkg-config: install it, or name a built server in ASPRO_TEST_INFLUXD"
fi

# Flux, the query language, is partly in Rust; its module asks for rustup to fetch an older compiler, which a newer one stands in for.
rust=1.83
at_least() { [ "$(printf '%s\n' "$rust" "$1" | sort -V | head -n 1)" = "$rust" ]; }
has_rust() {
	command -v cargo >/dev/null && command -v rustc >/dev/null || return 1
	at_least "$(rustc --version 2>/dev/null | awk '{print $2}')"
}
rust_by_rustup() {
	command -v rustup >/dev/null && say "installing Rust by rustup" && rustup toolchain install stable --profile minimal >&2 && has_rust
}
rust_by_debian() {
	local flavour candidate
	refresh || return 1
	for flavour in "" -web; do # Debian 12 keeps a newer compiler beside the old one, for its browsers
		candidate=$(apt-cache policy "rustc$flavour" 2>/dev/null | awk '$1 == "Candidate:" {print $2}')
		if [ -n "$candidate" ] && at_least "$candidate"; then
			packages "rustc$flavour" "cargo$flavour" && hash -r && has_rust && return
		fi
	done
	return 1
}
rust_from_its_makers() {
	refresh && ! command -v rustup >/dev/null || return 1
	command -v curl >/dev/null || packages curl ca-certificates || return 1
	say "installing Rust from rustup.rs"
	curl -sSf --proto '=https' https://sh.rustup.rs | sh -s -- -y -q --profile minimal --no-modify-path >&2 && hash -r && has_rust
}
export RUSTUP_TOOLCHAIN=${RUSTUP_TOOLCHAIN:-stable} # over the file in the module; means nothing without rustup
has_rust || rust_by_rustup || rust_by_debian || rust_from_its_makers ||
	die "needs Rust $rust or newer: install it from https://rustup.rs, or name a built server in ASPRO_TEST_INFLUXD"

# Newer compilers warn of more, and Flux denies warnings.
cat >"$folder/rustc-lints" <<'END'
#!/bin/sh
case "$*" in *--cap-lints*) exec "$@" ;; esac
exec "$@" --cap-lints warn
END
# What Cargo.lock says, or nothing.
cat >"$folder/cargo-locked" <<'END'
#!/bin/sh
exec cargo "$@" --locked
END
chmod +x "$folder/rustc-lints" "$folder/cargo-locked"

say "building InfluxDB $version with $(rustc --version | cut -d ' ' -f 1-2) and $("$go" env GOVERSION); about 4 minutes on two cores"
cd "$module"
{
	"$go" build -o "$folder/pkg-config" github.com/influxdata/pkg-config
	PKG_CONFIG=$folder/pkg-config CARGO=$folder/cargo-locked RUSTC_WRAPPER=$folder/rustc-lints \
		"$go" build -tags sqlite_foreign_keys,sqlite_json -ldflags "-s -w" -o "$binary.part" github.com/influxdata/influxdb/v2/cmd/influxd
} >"$folder/build.log" 2>&1 || {
	tail -n 20 "$folder/build.log" >&2
	die "the build failed; all of it: $folder/build.log"
}
"$binary.part" version >>"$folder/build.log" 2>&1 || die "what was built does not run: see $folder/build.log"
mv "$binary.part" "$binary"
rm -f "$folder/pkg-config" "$folder/rustc-lints" "$folder/cargo-locked"
say "built in ${SECONDS}s"
echo "$binary"
