#!/bin/sh
# Runs `go ARGUMENTS`, which may ask the Go module proxy, for at most $LIMIT seconds (0: no limit).
# Exits 69 (EX_UNAVAILABLE) when the proxy cannot be reached, otherwise as go does.

# Without `direct`: a version that the proxy does not have shall be said so, not sought with git.
GOPROXY=$(go env GOPROXY | sed 's/,direct$//')
export GOPROXY

output=$(mktemp)
timeout "${LIMIT:-0}" go "$@" >"$output" 2>&1
status=$?
cat "$output"

# Go's HTTP client words what fails below HTTP (DNS, connection, TLS, a web proxy) as `Get "URL": reason`. What the
# module proxy itself refuses reads `reading URL: 404 Not Found`, and is no reason to look elsewhere.
if [ $status -eq 124 ] || { [ $status -ne 0 ] && grep -q 'Get "[^"]*": ' "$output"; }; then
  echo "the Go module proxy ($GOPROXY) cannot be reached: go $*"
  status=69
fi
rm -f "$output"
exit $status
