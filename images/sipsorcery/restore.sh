#!/bin/sh
# Runs `dotnet restore ARGUMENTS`, which may ask NuGet. Exits 69 (EX_UNAVAILABLE) when NuGet, or what nuget.config names
# in its place, cannot be reached, and 1 when it was reached and has no such package.

# By itself it tries six times, each as long as the network takes to say no.
export NUGET_ENHANCED_MAX_NETWORK_TRY_COUNT=2 NUGET_ENHANCED_NETWORK_RETRY_DELAY_MILLISECONDS=500

# A network that swallows packets says no only after minutes: at most so many seconds for the first answer.
limit=15

output=$(mktemp)
dotnet restore --verbosity normal "$@" >"$output" 2>&1 &
restore=$!
waited=0
while kill -0 $restore 2>/dev/null && ! grep -Eq '^ *(OK|CACHE|NotFound) http' "$output"; do
  sleep 0.2
  grep -q 'Restoring packages for' "$output" && waited=$((waited + 1))
  if [ $waited -gt $((limit * 5)) ]; then
    kill $restore
    echo "NuGet cannot be reached: no answer within $limit s"
    exit 69
  fi
done
wait $restore
status=$?
sed 's/^ *[0-9]*>//; s/^ *//' "$output" | grep -E '^(OK|NotFound) http|NU[0-9]{4}|error|^Restored' | sort -u

# NU1301: a source cannot be reached. NU1801: the same as a warning, where failed sources are ignored.
if [ $status -ne 0 ] && grep -Eq 'NU1301|NU1801' "$output"; then
  echo "NuGet cannot be reached"
  status=69
fi
rm -f "$output"
exit $status
