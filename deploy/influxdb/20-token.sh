#!/bin/bash
# Makes a token that may read and write the bucket of aspro and nothing else, in a file for aspro alone. Run once by the
# image when it has set InfluxDB up; run again in the container, it makes another token.
set -euo pipefail
file=${ASPRO_TOKEN_FILE:-/run/aspro-token/token} reader=65532 # the user in the image of aspro
operator=$(cat "$DOCKER_INFLUXDB_INIT_ADMIN_TOKEN_FILE")
ask() { # method, path, body: the answer, or what InfluxDB says against it
	# The token goes by standard input: everybody on the machine may read the arguments of a program.
	curl --fail-with-body --silent --show-error --config - --request "$1" --header 'Content-Type: application/json' ${3:+--data "$3"} \
		"${INFLUX_HOST:-http://localhost:8086}/api/v2/$2" <<<"header = \"Authorization: Token $operator\""
}
first() { sed -n "s/.*\"$1\": *\"\([^\"]*\)\".*/\1/p" | head -n 1; }
give_up() { echo "$1" >&2 && exit 1; }

bucket=$(ask GET "buckets?org=$DOCKER_INFLUXDB_INIT_ORG&name=$DOCKER_INFLUXDB_INIT_BUCKET")
org=$(first orgID <<<"$bucket")
id=$(tr -d '\n' <<<"$bucket" | sed -n 's/.*"buckets":[[:space:]]*\[[[:space:]]*{[[:space:]]*"id":[[:space:]]*"\([^"]*\)".*/\1/p')
[ -n "$org" ] && [ -n "$id" ] || give_up "InfluxDB has no bucket $DOCKER_INFLUXDB_INIT_BUCKET"
may() { printf '{"action":"%s","resource":{"type":"buckets","id":"%s","orgID":"%s"}}' "$1" "$id" "$org"; }
token=$(ask POST authorizations "{\"orgID\":\"$org\",\"description\":\"aspro\",\"permissions\":[$(may read),$(may write)]}" | first token)
[ -n "$token" ] || give_up "InfluxDB made no token"

umask 077
echo "$token" >"$file.new"
[ "$(id -u)" != 0 ] || chown "$reader:$reader" "$file.new"
mv "$file.new" "$file"
