#!/usr/bin/env bash
# Signs people in for a quarter of an hour, with faults, and looks at what the gateway's process keeps; see README.md beside this.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly jar=target/pkce-gateway.jar
if [[ ! -e $jar || -n $(find pom.xml src -newer "$jar" -print -quit) ]]; then
  mvn -q -B -DskipTests package
fi
exec java -cp "target/test-classes:$jar" dev.pkce.gateway.load.Soak "$@"
