#!/usr/bin/env bash
# What touches Node-RED, tested once more: on the newest Node.js and the newest Node-RED that are supported. Both come from npm, into
# a folder that is gone afterwards. Needs the build in dist/.
set -uo pipefail
cd "$(dirname "$0")/../.."

folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
echo '{ "name": "throw-away", "version": "0.0.0", "private": true }' > "$folder/package.json"
add() {
  npm install --prefix "$folder" --no-audit --no-fund "$@" > "$folder/npm.log" 2>&1 && return
  cat "$folder/npm.log" >&2
  exit 1
}

system="$(node -p 'process.platform + "-" + process.arch')"
add "node-$system@24"
export PATH="$folder/node_modules/node-$system/bin:$PATH"
# From here on npm runs on that Node.js too.
add node-red@5
export NODE_RED_DIR="$folder/node_modules/node-red"

echo "The same on Node.js $(node --version), Node-RED $(node -p 'require(process.env.NODE_RED_DIR + "/package.json").version'):"
node scripts/test.js 'dist/test/editor/**/*.spec.js' \
  + 'dist/test/nodes/**/*.spec.js' dist/test/flows/{loading,examples,permissions,redeploy,program}.spec.js
