#!/bin/sh
# install-stack.sh PACKAGE: installs the npm package that is the stack into ./node_modules, from $ORIGIN, at $VERSION.
# Exits 69 (EX_UNAVAILABLE) when the npm registry cannot be reached, otherwise as npm does.
package=$1

case "$ORIGIN" in
  npm) set -- "$package@$VERSION" ;;
  local)
    set -- /packages/*.tgz
    [ -f "$1" ] || { echo "packages: expected .tgz files as npm pack makes them, the folder has: $(ls /packages)"; exit 1; }
    ;;
esac

# No install scripts: what the stacks need is in their packages, built. Few retries: another origin may be waiting.
output=$(mktemp)
npm install --ignore-scripts --omit=dev --no-audit --no-fund --no-update-notifier --fetch-retries=1 \
  --fetch-retry-mintimeout=1000 --fetch-retry-maxtimeout=2000 --fetch-timeout=15000 "$@" >"$output" 2>&1
status=$?
cat "$output"

# npm names the error of the layer below HTTP: DNS, connection, TLS. What the registry itself refuses is E404 and such.
unreachable='ENOTFOUND|EAI_AGAIN|ECONN[A-Z]+|ETIMEDOUT|EIDLETIMEOUT|E(HOST|NET)UNREACH|EPROTO|ERR_(SSL|TLS|SOCKET)_[A-Z_]+'
certificate='[A-Z_]*(CERT|CRL|ISSUER|SIGNATURE)[A-Z_]*'
if [ $status -ne 0 ] && grep -Eq "^npm (error|ERR!) code ($unreachable|$certificate)\$" "$output"; then
  echo "the npm registry ($(npm config get registry)) cannot be reached"
  exit 69
fi
[ $status -eq 0 ] || exit $status

if [ ! -f "node_modules/$package/package.json" ]; then
  echo "packages: expected a .tgz of the package $package, found $*"
  exit 1
fi
