#!/bin/bash
# Makes a token that may read and write the bucket of aspro and nothing else, and prints the line for secrets/aspro.env.
# It is shown this once. Runs inside the container of InfluxDB.
set -euo pipefail
token=$(cat "$DOCKER_INFLUXDB_INIT_ADMIN_TOKEN_FILE")
ask() { # method, path, body: the answer, or what InfluxDB says against it
	curl --fail-with-body --silent --show-error --config - --request "$1" --header 'Content-Type: application/json' ${3:+--data "$3"} \
		"${INFLUX_HOST:-http://localhost:8086}/api/v2/$2" <<<"header = \"Authorization: Token $token\""
}
first() { sed -n "s/.*\"$1\": *\"\([^\"]*\)\".*/\1/p" | head -n 1; }

bucket=$(ask GET "buckets?org=$DOCKER_INFLUXDB_INIT_ORG&name=$DOCKER_INFLUXDB_INIT_BUCKET")
org=$(first orgID <<<"$bucket")
id=$(tr -d '\n' <<<"$bucket" | sed -n 's/.*"buckets":[[:space:]]*\[[[:space:]]*{[[:space:]]*"id":[[:space:]]*"\([^"]*\)".*/\1/p')
[ -n "$org" ] && [ -n "$id" ] || { echo "InfluxDB has no bucket $DOCKER_INFLUXDB_INIT_BUCKET" >&2; exit 1; }
may() { printf '{"action":"%s","resource":{"type":"buckets","id":"%s","orgID":"%s"}}' "$1" "$id" "$org"; }
made=$(ask POST authorizations "{\"orgID\":\"$org\",\"description\":\"aspro\",\"permissions\":[$(may read),$(may write)]}" | first token)
[ -n "$made" ] || { echo "InfluxDB made no token" >&2; exit 1; }
echo "ASPRO_INFLUX_TOKEN=$made"
