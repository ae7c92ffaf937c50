#!/usr/bin/env bash
# Fetches the packaged Swagger UI again (needs npm); a file that is not the released one is refused.
set -euo pipefail
version=5.35.0
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm pack --silent "swagger-ui-dist@$version" >/dev/null
tar -xzf "swagger-ui-dist-$version.tgz" --strip-components=1
sha256sum --check --strict --quiet "$here/SHA256SUMS"
for file in swagger-ui-bundle.js swagger-ui.css; do
	gzip -9 -n -c "$file" >"$here/$file.gz" # -n: no name and no time, so the same bytes each run
done
cp LICENSE NOTICE swagger-ui-bundle.js.LICENSE.txt "$here"
