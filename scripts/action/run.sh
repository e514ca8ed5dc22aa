#!/usr/bin/env bash
# What the GitHub action runs: annotations to the log, SARIF and Markdown to files, the exit code to the last step.
set -euo pipefail

here="$(cd "$(dirname "$0")/../.." && pwd)"
bundle="$here/dist/seawall.mjs"
# A release carries its bundle; a checkout of the sources makes it once.
if [ ! -f "$bundle" ]; then
  (cd "$here" && npm ci --ignore-scripts --no-audit --no-fund && npm run --silent prepack) >&2
fi

paths=()
while IFS= read -r path; do
  if [ -n "$path" ]; then paths+=("$path"); fi
done <<< "${SEAWALL_PATHS:-.}"
options=()
option() { if [ -n "$2" ]; then options+=("$1=$2"); fi; }
option --policy "${SEAWALL_POLICY:-}"
option --baseline "${SEAWALL_BASELINE:-}"
option --fail-on "${SEAWALL_FAIL_ON:-high}"
option --changed-since "${SEAWALL_CHANGED_SINCE:-}"

reports="${RUNNER_TEMP:?}/seawall"
mkdir -p "$reports"
code=0
node "$bundle" evaluate --format github --format "sarif=$reports/seawall.sarif" --format "markdown=$reports/seawall.md" \
  "${options[@]}" -- "${paths[@]}" || code=$?

{
  echo "exit-code=$code"
  if [ -f "$reports/seawall.sarif" ]; then echo "sarif=$reports/seawall.sarif"; fi
  if [ -f "$reports/seawall.md" ]; then echo "markdown=$reports/seawall.md"; fi
} >> "${GITHUB_OUTPUT:?}"
if [ -f "$reports/seawall.md" ]; then cat "$reports/seawall.md" >> "${GITHUB_STEP_SUMMARY:-/dev/null}"; fi
