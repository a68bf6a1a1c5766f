#!/usr/bin/env bash
# What action.yml runs: planlang lint with PATHS and ARGUMENTS (one a line), FORMAT and OUTPUT from the environment. Nothing of them is run.
# Written for bash 3.2, which macOS has.
set -euo pipefail
arguments=("--format=${FORMAT:-github}")
if [ -n "${OUTPUT:-}" ]; then arguments+=("--output=$OUTPUT"); fi
while IFS= read -r line || [ -n "$line" ]; do
  if [ -n "${line// /}" ]; then arguments+=("$line"); fi
done <<<"${ARGUMENTS:-}"
arguments+=(--)
while IFS= read -r line || [ -n "$line" ]; do
  if [ -n "${line// /}" ]; then arguments+=("$line"); fi
done <<<"${PATHS:-.}"
if [ "${FORMAT:-}" = concise ]; then echo "::add-matcher::$(dirname "$0")/problem-matcher.json"; fi
exec planlang lint "${arguments[@]}"
