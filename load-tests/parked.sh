#!/usr/bin/env bash
# Parks very many calls and wakes them; see README.md beside this.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
[[ $(ulimit -Hn) == unlimited ]] || ulimit -n "$(ulimit -Hn)"

readonly jar=target/pkce-gateway.jar
if [[ ! -e $jar || -n $(find pom.xml src -newer "$jar" -print -quit) ]]; then
  mvn -q -B -DskipTests package
fi
exec java -cp "target/test-classes:$jar" dev.pkce.gateway.load.Parked "$@"
