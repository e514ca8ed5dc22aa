#!/usr/bin/env bash
# Puts the peers that Seawall is measured beside into a folder, unless they lie there: `bench/peers/install.sh FOLDER`.
# checkov comes from PyPI, OPA from the Go module registry, cfn-guard from crates.io. Building takes some minutes, once.
set -euo pipefail
folder=$1
mkdir -p "$folder/bin"
work=$(mktemp -d)
trap 'chmod -R u+w "$work" && rm -rf "$work"' EXIT

if [ ! -x "$folder/checkov/bin/checkov" ]; then
  printf '== checkov, from PyPI (%ss)\n' "$SECONDS"
  python3 -m venv "$folder/checkov"
  "$folder/checkov/bin/pip" install --quiet --disable-pip-version-check checkov==3.3.30
fi
if [ ! -x "$folder/bin/opa" ]; then
  printf '== OPA, from the Go module registry (%ss)\n' "$SECONDS"
  # A module downloaded and built where it lies, as `go install` asks for a list of versions that not every proxy has.
  export GOPATH="$work/go" GOFLAGS=-modcacherw
  mkdir "$work/empty"
  printf 'module empty\n' > "$work/empty/go.mod"
  (cd "$work/empty" && go mod download github.com/open-policy-agent/opa@v1.22.3)
  (cd "$GOPATH/pkg/mod/github.com/open-policy-agent/opa@v1.22.3" && go build -ldflags='-s -w' -o "$folder/bin/opa" .)
fi
if [ ! -x "$folder/bin/cfn-guard" ]; then
  printf '== cfn-guard, from crates.io (%ss)\n' "$SECONDS"
  # It takes the longest and a compiler of its own: without it the others are measured all the same.
  CARGO_TARGET_DIR="$work/target" cargo install --quiet --locked --root "$folder" cfn-guard --version 3.2.1 ||
    printf 'cfn-guard was not built: it is left out\n'
fi
