#!/bin/sh
# pip into /opt/venv. Exit status 69 (EX_UNAVAILABLE) when the package index cannot be reached: pip itself ends with 1
# for that as for everything else, and says "no matching distribution", so its own words decide.
log=$(mktemp)
{ /opt/venv/bin/pip install --retries 1 --timeout 8 --cache-dir /cache/pip --disable-pip-version-check --root-user-action ignore "$@" 2>&1
  echo $? >"$log.status"; } | tee "$log"
status=$(cat "$log.status")
if [ "$status" -ne 0 ] \
  && grep -Eq "connection broken by|connection error:|confirming the ssl certificate|connection-(failed|timeout)" "$log" \
  && grep -Eq "from versions: none|HTTPS?ConnectionPool|connection-(failed|timeout)|ssl-verification|proxy-connection" "$log"; then
  echo "pip-install: the package index cannot be reached" >&2
  exit 69
fi
exit "$status"
