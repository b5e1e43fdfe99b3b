#!/usr/bin/env bash
# Draws the figures of README.md beside this; see there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

classes=$(mktemp -d)
trap 'rm -r "$classes"' EXIT
javac -d "$classes" src/test/java/dev/pkce/gateway/load/{BarChart,Plots}.java
java -cp "$classes" dev.pkce.gateway.load.Plots
