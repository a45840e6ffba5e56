#!/bin/sh
# Installs what `npm run check:capture`, `check:pki`, `check:suites`, `check:fingerprint`, `check:tun` and `interop`
# need on Debian: tshark, OpenSSL, scapy, ike-scan, strongSwan, iproute2. Root only.
set -eu
export DEBIAN_FRONTEND=noninteractive
PACKAGES="tshark openssl ike-scan python3-scapy python3-cryptography procps iproute2 iputils-ping iperf3 curl gcc libc6-dev
  strongswan-charon charon-systemd strongswan-swanctl strongswan-pki
  libcharon-extra-plugins libcharon-extauth-plugins libstrongswan-standard-plugins libstrongswan-extra-plugins"

# shellcheck disable=SC2086
installed() { dpkg-query -W -f '${Status}\n' $PACKAGES 2>/dev/null | grep -c '^install ok installed'; }
# shellcheck disable=SC2086
wanted() { set -- $PACKAGES; echo $#; }
# shellcheck disable=SC2086
install() { apt-get -qq update && apt-get -qq install -y --no-install-recommends $PACKAGES; }

if [ "$(installed)" = "$(wanted)" ]; then exit 0; fi
log=$(mktemp)
if ! install >"$log" 2>&1 && ! { sleep 5; install >"$log" 2>&1; }; then
  cat "$log" >&2
  rm -f "$log"
  exit 1
fi
rm -f "$log"
