#!/usr/bin/env bash
# Compares logins through the gateway with a bare relay; see README.md beside this.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly jar=target/pkce-gateway.jar
if [[ ! -e $jar || -n $(find pom.xml src -newer "$jar" -print -quit) ]]; then
  mvn -q -B -DskipTests package
fi
exec java -cp "target/test-classes:$jar" dev.pkce.gateway.load.Relay "$@"
