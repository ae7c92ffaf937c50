#!/bin/bash
# Run once by the image when it has set InfluxDB up, before anything is written: the bucket gets shards of 52 weeks.
# The image makes it with shards of 7 days, of which 25 years of history would fill 1,305.
set -euo pipefail
token=$(cat "$DOCKER_INFLUXDB_INIT_ADMIN_TOKEN_FILE")
# The token goes by standard input: everybody on the machine may read the arguments of a program.
curl --fail --silent --show-error --output /dev/null --config - \
	--request PATCH --header 'Content-Type: application/json' \
	--data '{"retentionRules":[{"type":"expire","everySeconds":0,"shardGroupDurationSeconds":31449600}]}' \
	"${INFLUX_HOST:-http://localhost:8086}/api/v2/buckets/$DOCKER_INFLUXDB_INIT_BUCKET_ID" <<<"header = \"Authorization: Token $token\""
