#!/bin/sh
# Makes the secrets that compose.yaml names, in the folder secrets beside it. What is there already stays.
set -eu
umask 077
cd "$(dirname "$0")"
mkdir -p secrets
for name in influx-password influx-operator-token; do
	[ -s "secrets/$name" ] || od -An -N32 -tx1 /dev/urandom | tr -d ' \n' >"secrets/$name"
done
