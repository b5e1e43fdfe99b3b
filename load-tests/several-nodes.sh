#!/usr/bin/env bash
# Signs people in through several gateways that share a Redis; see README.md beside this.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly jar=target/pkce-gateway.jar
if [[ ! -e $jar || -n $(find pom.xml src -newer "$jar" -print -quit) ]]; then
  mvn -q -B -DskipTests package
fi
conf/bin/pkce-gateway archive
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:+UseParallelGC -cp "target/test-classes:$jar" dev.pkce.gateway.load.SeveralNodes "$@"
