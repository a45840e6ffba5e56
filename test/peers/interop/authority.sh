#!/bin/bash
# authority.sh DIR: the certificates of the matrix, by strongSwan's pki and by OpenSSL, none by Espial. NAME.crt and NAME.key
# are PEM. `espial*` and `strongswan*` are the two sides'; what the rest of a name means is said where it is made.
# NAME.crl are revocation lists, realm.yaml a realm of Espial's stub Kerberos.
set -euo pipefail
mkdir -p "$1" && cd "$1"
pki() { command pki "$@" 2>>pki.log || { cat pki.log >&2; exit 1; }; }
at() { date -u -d "$1" '+%d.%m.%y %T'; }

key() { # NAME TYPE-BITS
  [ -f "$1.key" ] || case $2 in
    rsa-*) openssl genrsa -out "$1.key" "${2#*-}" 2>/dev/null;;
    ecdsa-*) openssl ecparam -name "$(echo "$2" | sed 's/ecdsa-256/prime256v1/; s/ecdsa-384/secp384r1/; s/ecdsa-521/secp521r1/')" -genkey -noout -out "$1.key";;
  esac; }
root() { # NAME TYPE-BITS COMMON-NAME [ORGANIZATION]
  key "$1" "$2"; pki --self --ca --lifetime 3650 --in "$1.key" --dn "C=XX, O=${4:-Interop}, CN=$3" --outform pem >"$1.crt"; }
issue() { # NAME KEY ISSUER COMMON-NAME OPTIONS...
  local name=$1 key=$2 by=$3 common=$4; shift 4
  [ -f "$name.key" ] || cp "$key.key" "$name.key"
  pki --pub --in "$name.key" | pki --issue --lifetime 1825 --cacert "$by.crt" --cakey "$by.key" --dn "C=XX, O=Interop, CN=$common" "$@" --outform pem >"$name.crt"; }
list() { # NAME ISSUER OPTIONS...
  local name=$1 by=$2; shift 2; pki --signcrl --cacert "$by.crt" --cakey "$by.key" --lifetime 365 "$@" --outform pem >"$name.crl"; }

root root rsa-2048 Root
root other rsa-2048 'Other Root' Elsewhere
root impostor rsa-2048 Root              # the root's name with another key
root ec-root ecdsa-384 'EC Root'
for im in im1 im2 im-expired im-revoked; do key $im rsa-2048; done
issue im1 '' root 'Intermediate 1' --ca
issue im2 '' im1 'Intermediate 2' --ca
issue im-expired '' root 'Expired Intermediate' --ca --not-before "$(at -400days)" --not-after "$(at -1day)"
issue im-revoked '' root 'Revoked Intermediate' --ca
key ec-im ecdsa-256; issue ec-im '' ec-root 'EC Intermediate' --ca

side() { # NAME ADDRESS
  local s=$1
  local names=(--san "$s.example" --san "$2" --san "$s@example.org")
  for bits in 1024 2048 3072 4096; do key "$s-rsa-$bits" rsa-$bits; issue "$s-rsa-$bits" '' root "$s" "${names[@]}"; done
  for bits in 256 384 521; do key "$s-ecdsa-$bits" ecdsa-$bits; issue "$s-ecdsa-$bits" '' ec-root "$s" "${names[@]}"; done
  local key=$s-rsa-2048
  issue "$s-by-rsa-root" "$s-ecdsa-256" root "$s"                      # an ECDSA key, certified by RSA
  issue "$s-im1" $key im1 "$s"                                         # under one intermediate, and under two
  issue "$s-im2" $key im2 "$s"
  issue "$s-ec-im" "$s-ecdsa-256" ec-im "$s"
  issue "$s-other" $key other "$s"                                     # of a root that the peer may not trust
  issue "$s-bare" $key root "$s"                                       # no names but its subject
  issue "$s-http" $key root "$s" --crl http://10.99.0.1:8080/root-http.crl   # says where the list is
  issue "$s-expired" $key root "$s" --not-before "$(at -400days)" --not-after "$(at -1day)"
  issue "$s-early" $key root "$s" --not-before "$(at +1day)" --not-after "$(at +400days)"
  issue "$s-revoked" $key root "$s"
  issue "$s-im-expired" $key im-expired "$s"
  issue "$s-im-revoked" $key im-revoked "$s"
  openssl req -new -key $key.key -subj "/C=XX/O=Interop/CN=$s" |
    openssl x509 -req -days 365 -CA root.crt -CAkey root.key -set_serial "0x$(openssl rand -hex 8)" \
      -extfile <(echo 'keyUsage = critical, keyEncipherment') -out "$s-usage.crt" 2>/dev/null   # a key that may not sign
  cp $key.key "$s-usage.key"; }
side espial 10.99.0.2 & one=$!
side strongswan 10.99.0.1 & two=$!
wait $one
wait $two

revoked=(--reason key-compromise --cert im-revoked.crt --reason key-compromise --cert espial-revoked.crt
  --reason key-compromise --cert strongswan-revoked.crt)
list root root "${revoked[@]}"
openssl crl -in root.crl -outform der -out root-http.crl 2>/dev/null
list root-old root "${revoked[@]}" --this-update "$(at -40days)" --next-update "$(at -10days)"   # out of date
list root-forged impostor "${revoked[@]}"                                                        # not by the root
for by in im1 im2 im-revoked other ec-root ec-im; do list $by $by; done

cat >realm.yaml <<'X'
realm: LAB.EXAMPLE
principals:
  host/espial.lab.example: { password: interop-espial }
  host/strongswan.lab.example: { password: interop-strongswan }
X
