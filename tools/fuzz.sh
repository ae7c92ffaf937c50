#!/usr/bin/env bash
# Runs every fuzz target of the module for FUZZTIME each, a time (5m) or a number of inputs beside the known cases (500x), FUZZJOBS
# of them side by side with one worker each. What a target printed is shown when it has ended, kept together; a crash is shown
# with its case, the others go on, and the run fails.
set -euo pipefail
cd "$(dirname "$0")/.."

# only_late OUTPUT tells whether all that failed is that the time was up: go1.26 reports its own deadline as a failure now and
# then (https://go.dev/issue/75804, mended in go1.27). What a target finds is reported otherwise, with the input that did it.
only_late() {
	[ "$(grep -A1 '^--- FAIL' "$1" | tail -1)" = '    context deadline exceeded' ] && ! grep -qi 'failing input\|panic\|hung' "$1"
}

# one BINARY FOLDER TARGET runs one target, in its package's folder: new cases are written to testdata/fuzz there.
one() {
	local binary=$1 folder=$2 target=$3 status=0 begun=$SECONDS
	cd "$folder"
	touch "$work/$target.begun"
	timeout -k 10 60m "$binary" -test.run '^$' -test.fuzz "^$target\$" -test.fuzztime "${FUZZTIME:-5m}" -test.fuzzminimizetime 2s -test.parallel 1 \
		-test.timeout 0 -test.fuzzcachedir "$cases/$folder" >"$work/$target.out" 2>&1 || status=$?
	until mkdir "$work/printing" 2>/dev/null; do sleep 0.1; done
	echo "== $target in $folder ($((SECONDS - begun))s)"
	cat "$work/$target.out"
	if [ "$status" = 1 ] && only_late "$work/$target.out"; then
		echo "$target: the time was up, nothing was found"
		status=0
	fi
	if [ "$status" != 0 ]; then
		echo "$target in $folder" >>"$work/failed"
		if [ -d "testdata/fuzz/$target" ]; then
			find "testdata/fuzz/$target" -type f -newer "$work/$target.begun" -exec echo "-- $folder/{}" \; -exec cat {} \;
		fi
	fi
	rmdir "$work/printing"
	return "$status"
}
if [ "${1:-}" = --one ]; then
	one "$2" "$3" "$4"
	exit
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cases=$("${GO:-go}" env GOCACHE)/fuzz/$("${GO:-go}" list -m)
export work cases
# One binary a package, with the fuzzer's instruments in it.
git grep -hoE --no-line-number -e '^func Fuzz[A-Za-z0-9_]+' --full-name -H -- '*_test.go' | sed 's/:func / /' >"$work/targets"
[ -s "$work/targets" ] || { echo "no fuzz target found"; exit 1; }
while read -r file target; do
	folder=$(dirname "$file")
	binary="$work/$(echo "$folder" | tr / -).test"
	[ -x "$binary" ] || "${GO:-go}" test -tags="${TAGS:-nomsgpack}" -c -fuzz "^$target\$" -o "$binary" "./$folder"
	printf '%s\n' "$binary" "$folder" "$target"
done <"$work/targets" >"$work/jobs"
xargs -n 3 -P "${FUZZJOBS:-2}" tools/fuzz.sh --one <"$work/jobs" || {
	echo "failed:"
	cat "$work/failed"
	exit 1
}
