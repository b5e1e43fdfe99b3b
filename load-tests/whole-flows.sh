#!/usr/bin/env bash
# Drives whole logins through a gateway and prints what they took; see README.md beside this.
# Without --gateway it starts the demo of this checkout for that, and stops it at the end.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly jar=target/pkce-gateway.jar log=target/whole-flows.log
readonly classpath=target/test-classes:$jar
demo=() gateway=() wanted=true server= driver=

for argument in "$@"; do
  case $argument in
    --at-once) demo=(--auto-approve) ;;
    --gateway | --gateway=* | -h | --help) wanted=false ;;
  esac
done

stop() {
  local pid
  for pid in $driver $server; do
    kill "$pid" 2>/dev/null || continue
    wait "$pid" || true
  done
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

build() {
  if [[ ! -e $jar || -n $(find pom.xml src -newer "$jar" -print -quit) ]]; then
    mvn -q -B -DskipTests package
  fi
}

start() {
  : >"$log"
  java -jar "$jar" demo --port 0 "${demo[@]}" >"$log" 2>&1 &
  server=$!
  local tries
  for ((tries = 0; tries < 300; tries++)); do
    if grep -q '^Serving' "$log"; then
      gateway=(--gateway "$(sed -n 's/^Gateway *//p' "$log")" --pid "$server")
      return
    fi
    kill -0 "$server" 2>/dev/null || break
    sleep 0.2
  done
  echo "The gateway did not start:" >&2
  cat "$log" >&2
  exit 1
}

build
if $wanted; then start; fi
java -cp "$classpath" dev.pkce.gateway.load.WholeFlows "${gateway[@]}" "$@" &
driver=$!
wait "$driver"
