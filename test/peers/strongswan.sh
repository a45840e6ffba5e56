#!/bin/bash
# strongSwan 5.9.8 (Debian) as an IKEv1/ESP interop peer for Espial. Needs root.
#   apt-get install -y --no-install-recommends strongswan-charon charon-systemd strongswan-swanctl strongswan-pki \
#       libcharon-extra-plugins libcharon-extauth-plugins libstrongswan-standard-plugins libstrongswan-extra-plugins iproute2 iputils-ping
# Usage: strongswan.sh up        start responder in netns pss (10.99.0.1), make netns pem (10.99.0.2) for the emulator:
#                                    ip netns exec pem node dist/emulator.js ...   (peer 10.99.0.1, ports 500/4500)
#        strongswan.sh reload    take new values of the environment into the running one (not ENGINE)
#        strongswan.sh crash     kill it without a word; strongswan.sh again   start it as it was
#        strongswan.sh initiate  make strongSwan initiate to 10.99.0.2
#        strongswan.sh status | terminate | ping | log | keys | down | selftest
#        strongswan.sh pair      up, and a second strongSwan at 10.99.0.2 in netns pem as initiator; then
#        strongswan.sh pair-initiate | pair-ping | pair-terminate   what that second one does
# Environment (defaults):  IKE=aes128-sha1-modp1024,aes256-sha256-modp2048,3des-sha1-modp1024,3des-md5-modp1024
#   ESP=aes128-sha1,aes256-sha256,3des-md5,3des-sha1,des-md5,aes128gcm16,null-sha1   PFS: append -modp1024 to an ESP proposal
#   MODE=tunnel|transport   AUTH=psk|pubkey   AGGR=no|yes   ENCAP=yes|no   PSK=interop-psk-123   CHILD="extra child lines"
#   KEY=rsa-2048|rsa-1024|ecdsa-256|...   INTERMEDIATES=0 (how many stand between ca.crt and each side's certificate, with AUTH=pubkey)
#   SWANCTL=DIR (this folder with swanctl.conf, x509, x509ca, x509crl, private, instead of one made of the above)   RETRIES=3 (how often a message is sent again)
#   CHARON="further lines of strongswan.conf's daemon"
#   ENGINE=libipsec (userspace ESP through a TUN; tunnel mode + ESP-in-UDP only)
#          shim     (kernel-netlink + LD_PRELOAD shim: quick mode completes in any mode, no ESP is processed)
set -u
HERE=$(cd "$(dirname "$0")" && pwd); W=${W:-${TMPDIR:-/tmp}/espial-strongswan}; NS=${NS:-pss}; NE=${NE:-pem}
IKE=${IKE:-aes128-sha1-modp1024,aes256-sha256-modp2048,3des-sha1-modp1024,3des-md5-modp1024}
ESP=${ESP:-aes128-sha1,aes256-sha256,3des-md5,3des-sha1,des-md5,aes128gcm16,null-sha1}
MODE=${MODE:-tunnel}; AUTH=${AUTH:-psk}; AGGR=${AGGR:-no}; ENCAP=${ENCAP:-yes}; PSK=${PSK:-interop-psk-123}; CHILD=${CHILD:-}
KEY=${KEY:-rsa-2048}; INTERMEDIATES=${INTERMEDIATES:-0}
ENGINE=${ENGINE:-libipsec}; [ $MODE = transport ] && ENGINE=shim
SHIM=${SHIM:-$W/xfrmshim.so}
mkdir -p "$W"; [ $ENGINE = shim ] && [ ! -f "$SHIM" ] && gcc -O1 -shared -fPIC -o "$SHIM" "$HERE/xfrmshim.c" -ldl
vici() { timeout 20 swanctl "$@" --uri unix://$1 2>/dev/null; }
sw() { local d=$1; shift; SWANCTL_DIR=$d/swanctl STRONGSWAN_CONF=$d/strongswan.conf timeout ${T:-20} swanctl "$@" --uri unix://$d/vici.sock 2>/dev/null; }
net() {
  ip netns list | grep -qw $NS && return
  ip netns add $NS; ip netns add $NE
  ip link add v$NS netns $NS type veth peer name v$NE netns $NE
  for n in $NS $NE; do ip -n $n link set lo up; ip -n $n link set v$n up; ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1 2>/dev/null; done
  ip -n $NS addr add 10.99.0.1/24 dev v$NS; for k in 2 3; do ip -n $NE addr add 10.99.0.$k/24 dev v$NE; done   # 3: for a NAT
  for k in 0 1 2; do ip -n $NS addr add 10.101.$k.1/32 dev lo; done   # inside local_ts: kernel-libipsec needs one for its route
}
key() { pki --gen --type ${KEY%-*} --size ${KEY#*-} --outform pem; }
authority() { # a CA, and intermediates and a certificate for each side
  mkdir -p $W/pki; ( cd $W/pki; local by=ca k n
    key >ca.key; pki --self --ca --lifetime 7300 --in ca.key --dn "C=XX, O=Peers, CN=CA" --outform pem >ca.crt
    issue() { pki --pub --in $1.key | pki --issue --lifetime 7300 --cacert $by.crt --cakey $by.key --dn "C=XX, O=Peers, CN=$1" "${@:2}" --outform pem >$1.crt; }
    for n in ss em; do   # intermediates of its own: what the other side names in CERTREQ is not sent
      by=ca; for k in $(seq $INTERMEDIATES); do key >$n-im$k.key; issue $n-im$k --ca; by=$n-im$k; done
      key >$n.key; issue $n --san $n.example; done ) 2>/dev/null; }
conf() { # DIR me peer my_ts peer_ts me_name peer_name
  local d=$1 li=no; mkdir -p $d/swanctl/{x509,x509ca,private}; [ $ENGINE = libipsec ] && li=10
  cat > $d/strongswan.conf <<X
charon-systemd {
  load_modular = yes
  threads = 16                # 8 is too few with kernel-libipsec: vici never answers
  dos_protection = no         # else charon stops answering after 5 half-open SAs from one address
  retry_initiate_interval = 0
  i_dont_care_about_security_and_use_aggressive_mode_psk = yes
  accept_unencrypted_mainmode_messages = yes
  port = ${PORT:-500}
  port_nat_t = ${PORT_NAT_T:-4500}
  retransmit_timeout = 1.0
  retransmit_tries = ${RETRIES:-3}
${CHARON:-}
  plugins {
$(for p in random nonce openssl aes sha1 sha2 md5 hmac kdf gmp gcm ccm ctr drbg x509 revocation pubkey constraints pem pkcs1 pkcs8 xauth-generic attr socket-default kernel-netlink updown counters; do echo "    $p { load = yes
    }"; done)
    kernel-libipsec { load = $li
    }
    vici { load = yes
      socket = unix://$d/vici.sock
    }
  }
  filelog { f { path = $d/charon.log
      flush_line = yes
      time_format = %H:%M:%S
      time_add_ms = yes
      default = 1
      ike = 4
      chd = 4
      mgr = 2
      esp = 1
  } }
  journal { default = -1 }
  syslog { daemon { default = -1 } }
}
X
  [ -n "${SWANCTL:-}" ] && { rm -rf $d/swanctl; cp -r "$SWANCTL" $d/swanctl; return; }
  local la ra ts=""
  if [ $AUTH = psk ]; then la="auth = psk
      id = $2"; ra="auth = psk
      id = $3"; else la="auth = pubkey
      certs = $6.crt"; ra="auth = pubkey
      cacerts = ca.crt"
    [ -f $W/pki/ca.crt ] || authority
    cp $W/pki/ca.crt $d/swanctl/x509ca/; cp $W/pki/$6-im*.crt $d/swanctl/x509ca/ 2>/dev/null   # charon sends only what it calls a CA
    cp $W/pki/$6.crt $d/swanctl/x509/; cp $W/pki/$6.key $d/swanctl/private/; fi
  [ $MODE = tunnel ] && ts="local_ts = $4
        remote_ts = $5"
  cat > $d/swanctl/swanctl.conf <<X
connections {
  c {
    version = 1
    local_addrs = $2
    remote_addrs = $3
    aggressive = $AGGR
    encap = $ENCAP
    proposals = $IKE
    local { $la
    }
    remote { $ra
    }
    children {
      ch {
        mode = $MODE
        $ts
        esp_proposals = $ESP
        start_action = none
        updown =
        $CHILD
      }
    }
  }
}
secrets { ike-any { secret = "$PSK"
  } }
X
}
start() { # DIR NETNS
  local pre=; [ $ENGINE = shim ] && pre=$SHIM
  STRONGSWAN_CONF=$1/strongswan.conf LD_PRELOAD=$pre setsid ip netns exec $2 /usr/sbin/charon-systemd >$1/stdout 2>&1 </dev/null &
  echo $! > $1/pid
  for i in $(seq 750); do [ -S $1/vici.sock ] && break; sleep 0.02; done
  local i said; for i in 1 2 3; do   # a charon that has just started may not answer in time
    said=$(T=10 sw $1 --load-all --clear --noprompt | tail -1); case $said in *'successfully loaded'*) break;; esac; sleep 0.5; done
  echo "$said"
}
stop() { # DIR: waits for the process itself; charon leaves its socket behind
  local p; [ -f $1/pid ] && { p=$(cat $1/pid); kill $p 2>/dev/null; for i in $(seq 250); do kill -0 $p 2>/dev/null || break; sleep 0.02; done; kill -9 $p 2>/dev/null; }
  rm -f $1/pid $1/vici.sock; }
case ${1:-} in
 up)        stop $W/R; net; rm -f $W/R/charon.log; conf $W/R 10.99.0.1 10.99.0.2 10.101.0.0/24 10.102.0.0/24 ss em; start $W/R $NS; echo "ready: 10.99.0.1:500/4500 in netns $NS (engine $ENGINE); emulator: ip netns exec $NE ...";;
 reload)    conf $W/R 10.99.0.1 10.99.0.2 10.101.0.0/24 10.102.0.0/24 ss em; sw $W/R --flush-certs >/dev/null; sw $W/R --load-all --clear --noprompt;;
 crash)     kill -9 $(cat $W/R/pid); while kill -0 $(cat $W/R/pid) 2>/dev/null; do sleep 0.02; done; rm -f $W/R/pid $W/R/vici.sock;;
 again)     start $W/R $NS;;
 initiate)  sw $W/R --initiate --child ch --ike c --timeout 10;;
 status)    sw $W/R --list-sas;;
 terminate) sw $W/R --terminate --ike c --timeout 3;;
 ping)      timeout 5 ip netns exec $NS ping -c3 -W1 -i0.2 -I 10.101.0.1 ${2:-10.102.0.1};;
 log)       cat $W/R/charon.log;;
 keys)      /usr/bin/python3 "$HERE/sskeys.py" --tshark ${2:-} $W/R/charon.log;;
 down)      stop $W/R; stop $W/I; ip netns del $NS 2>/dev/null; ip netns del $NE 2>/dev/null; true;;
 pair)      [ -f $W/R/pid ] || "$0" up; stop $W/I; rm -f $W/I/charon.log; conf $W/I 10.99.0.2 10.99.0.1 10.102.0.0/24 10.101.0.0/24 em ss; ip -n $NE addr add 10.102.0.1/32 dev lo 2>/dev/null; start $W/I $NE;;
 pair-initiate)  sw $W/I --initiate --child ch --ike c --timeout 10;;
 pair-ping)      timeout 5 ip netns exec $NE ping -c2 -W1 -i0.2 -I 10.102.0.1 10.101.0.1;;
 pair-terminate) sw $W/I --terminate --ike c --timeout 3;;
 selftest)  "$0" up; conf $W/I 10.99.0.2 10.99.0.1 10.102.0.0/24 10.101.0.0/24 em ss; ip -n $NE addr add 10.102.0.1/32 dev lo 2>/dev/null; start $W/I $NE
            echo "== outside initiator -> strongSwan"; sw $W/I --initiate --child ch --ike c --timeout 10 | tail -1
            [ $MODE = tunnel ] && [ $ENGINE = libipsec ] && timeout 5 ip netns exec $NE ping -c2 -W1 -i0.2 -I 10.102.0.1 10.101.0.1 | grep received
            "$0" status | grep -E 'reqid'; sw $W/I --terminate --ike c --timeout 3 >/dev/null
            echo "== strongSwan initiates"; "$0" initiate | tail -1
            [ $MODE = tunnel ] && [ $ENGINE = libipsec ] && "$0" ping | grep received; "$0" down;;
 *) sed -n '2,/^set -u/p' "$0" | grep '^#';;
esac
