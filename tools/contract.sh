#!/usr/bin/env bash
# Attacks a server of its own, on loopback, with what its document allows and forbids (schemathesis, all checks), and with
# slow connections (slowhttptest, where it is installed). Bounded in cases and time; EXAMPLES sets the cases an operation.
set -euo pipefail
cd "$(dirname "$0")/.."
GO="${GO:-go}"
VERSION=4.32.5
CACHE="${XDG_CACHE_HOME:-$HOME/.cache}/aspro"
VENV="$CACHE/schemathesis-$VERSION"
PORT="${PORT:-18180}"
if [ ! -x "$VENV/bin/schemathesis" ]; then
	python3 -m venv "$VENV"
	"$VENV/bin/pip" install -q "schemathesis==$VERSION"
fi
work="$(mktemp -d)"
server=""
finish() {
	[ -z "$server" ] || kill "$server" 2>/dev/null || true
	rm -rf "$work"
}
trap finish EXIT
CGO_ENABLED=0 "$GO" build -tags nomsgpack -trimpath -o "$work/aspro" ./cmd/aspro
"$work/aspro" serve --listen "127.0.0.1:$PORT" --data "$work/data" --sample-data --rate-limit 0 >"$work/out" 2>"$work/log" &
server=$!
for _ in $(seq 100); do
	grep -q '^  curl' "$work/out" && break
	kill -0 "$server" || { cat "$work/log"; exit 1; }
	sleep 0.1
done
key="$(grep -om1 'aspro_[a-z0-9_]*' "$work/out")"

health() { # five probes, each within a second
	for _ in 1 2 3 4 5; do
		curl -sf -m 1 -o /dev/null "http://127.0.0.1:$PORT/livez" || { echo "health does not answer within a second: $1"; exit 1; }
		sleep 0.5
	done
}
if command -v slowhttptest >/dev/null; then
	for mode in -H -B -X; do
		(ulimit -n 2048 && slowhttptest "$mode" -c 400 -r 400 -i 2 -l 8 -p 1 -u "http://127.0.0.1:$PORT/openapi.json" >"$work/slow" 2>&1) &
		attack=$!
		sleep 2
		health "slowhttptest $mode"
		wait "$attack" || true # it ends with 1 when the server has closed its connections
		echo "slowhttptest $mode: health answered throughout"
	done
else
	echo "skipped: slowhttptest is not installed"
fi

export SCHEMATHESIS_HOOKS=schemathesis_hooks PYTHONPATH="$PWD/tools" PYTHONDONTWRITEBYTECODE=1
cd "$work"
timeout 900 "$VENV/bin/schemathesis" --config-file "$OLDPWD/tools/schemathesis.toml" run "http://127.0.0.1:$PORT/openapi.json" \
	-H "Authorization: Bearer $key" --checks all --max-examples "${EXAMPLES:-20}" --seed "${SEED:-1}" --request-timeout 15 \
	--suppress-health-check all --workers 1 --no-color || { tail -5 "$work/log" >&2; exit 1; }
if grep -E '"?level"?[=:]"?ERROR' "$work/log" | head -5 | grep .; then
	echo "the server's log has errors"
	exit 1
fi
kill -TERM "$server"
wait "$server"
server=""
