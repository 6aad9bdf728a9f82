#!/usr/bin/env bash
# What touches Node-RED, tested once more: on the newest Node.js and the newest Node-RED that are supported. Both come from npm.
#   matrix.sh                 into a folder that is gone afterwards
#   matrix.sh install FOLDER  only brings them there
#   matrix.sh test FOLDER     only tests with them
# Tests need the build in dist/.
set -uo pipefail
cd "$(dirname "$0")/../.."

system="$(node -p 'process.platform + "-" + process.arch')"

install() {
  local folder="$1"
  add() {
    npm install --prefix "$folder" --no-audit --no-fund "$@" > "$folder/npm.log" 2>&1 && return
    cat "$folder/npm.log" >&2
    return 1
  }
  echo '{ "name": "throw-away", "version": "0.0.0", "private": true }' > "$folder/package.json"
  # The second by the npm of that Node.js: it takes what runs there.
  add "node-$system@24" && PATH="$folder/node_modules/node-$system/bin:$PATH" add node-red@5
}

test_there() {
  export PATH="$1/node_modules/node-$system/bin:$PATH" NODE_RED_DIR="$1/node_modules/node-red"
  echo "The same on Node.js $(node --version), Node-RED $(node -p 'require(process.env.NODE_RED_DIR + "/package.json").version'):"
  # In two halves: what needs the usual ports of the simulator, and more; and the rest.
  local half=(dist/test/editor/{examples,getting-started,importing,languages,dialogs}.spec.js) rest=('dist/test/editor/**/*.spec.js') each
  for each in "${half[@]}"; do rest+=(--ignore "$each"); done
  node scripts/test.js "${half[@]}" + "${rest[@]}" \
    + 'dist/test/nodes/**/*.spec.js' dist/test/flows/{loading,examples,permissions,redeploy,program}.spec.js
}

case "${1:-}" in
  install) install "$2" ;;
  test) test_there "$2" ;;
  *)
    folder="$(mktemp -d)"
    trap 'rm -rf "$folder"' EXIT
    install "$folder" && test_there "$folder"
    ;;
esac
