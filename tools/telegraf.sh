#!/usr/bin/env bash
# Builds a real Telegraf for the tests, once, into a cache outside the tree, and prints the path of the binary alone on
# standard output. It has the plugins that deploy/telegraf and the tests use, and no others.
#   tools/telegraf.sh          the pinned version (deploy/telegraf), or the one that ASPRO_TEST_TELEGRAF names
#   tools/telegraf.sh --find   builds nothing: the path of one that is there already; exit status 1 when none is
set -euo pipefail
cd "$(dirname "$0")/.."
program=telegraf
. tools/cached.sh

version=$(awk '$1 == "github.com/influxdata/telegraf" && $2 ~ /^v/ {print substr($2, 2)} $1 == "require" && $2 == "github.com/influxdata/telegraf" {print substr($3, 2)}' deploy/telegraf/go.mod | head -n 1)
named ASPRO_TEST_TELEGRAF "${ASPRO_TEST_TELEGRAF:-}"
cached "$version" "${1:-}"

say "building $version"
plugins=custom,inputs.tail,inputs.mqtt_consumer,inputs.http,outputs.influxdb_v2,parsers.influx,parsers.csv,parsers.json_v2,serializers.influx
unset GOOS GOARCH # it runs here, whatever aspro is built for
(cd deploy/telegraf && CGO_ENABLED=0 GOFLAGS= GOWORK=off "${GO:-go}" build -trimpath -tags "$plugins" -o "$binary.new" github.com/influxdata/telegraf/cmd/telegraf) >&2
mv "$binary.new" "$binary"
echo "$binary"
