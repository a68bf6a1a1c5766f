#!/usr/bin/env bash
# What action.yml runs: planlang lint with PATHS and ARGUMENTS (one a line), FORMAT and OUTPUT from the environment. Nothing of them is run.
set -euo pipefail
mapfile -t paths < <(sed '/^[[:space:]]*$/d' <<<"${PATHS:-.}")
mapfile -t arguments < <(sed '/^[[:space:]]*$/d' <<<"${ARGUMENTS:-}")
arguments+=("--format=${FORMAT:-github}")
if [ -n "${OUTPUT:-}" ]; then arguments+=("--output=$OUTPUT"); fi
if [ "${FORMAT:-}" = concise ]; then echo "::add-matcher::$(dirname "$0")/problem-matcher.json"; fi
exec planlang lint "${arguments[@]}" -- "${paths[@]}"
