#!/usr/bin/env bash
# Measures what a call over the event bus costs beyond the bus itself, with JMH; see README.md beside this.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly built=target/jmh listed=target/jmh.classpath benchmark=src/test/java/dev/pkce/gateway/load/BusRoundTrip.java
mvn -q -B test-compile org.apache.maven.plugins:maven-dependency-plugin:3.11.0:build-classpath \
  -Dmdep.outputFile="$listed" -Dmdep.includeScope=test
classpath=target/classes:target/test-classes:$(<"$listed")
mkdir -p "$built"
javac -nowarn -d "$built" -cp "$classpath" -processorpath "$classpath" \
  -processor org.openjdk.jmh.generators.BenchmarkProcessor "$benchmark"
exec java -cp "$built:$classpath" org.openjdk.jmh.Main -foe true "$@"
