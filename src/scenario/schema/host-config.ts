/** From a host's document to the plain data that `Host` takes, with the checks between fields. */

import {
  type Address,
  type AddressRange,
  rangeHolds,
  rangeOfAddress,
  rangeOfAll,
} from '../../base/address.ts';
import type { TrafficSelector } from '../../base/traffic.ts';
import { authenticates } from '../../crypto/protection.ts';
import type { HostConfig, PolicyEntry } from '../../host/config.ts';
import type { ChildPolicy, PeerPolicy } from '../../ike/policy.ts';
import { TIMER_PROFILES } from '../../ike/timers.ts';
import {
  authenticationOf,
  checkLookUp,
  type HostCredentials,
  hostCredentials,
  identityOf,
} from './authentication-config.ts';
import { checkMethodsDialect, checkPeerDialect, checkPolicyDialect } from './dialect-checks.ts';
import { manualSas } from './manual-config.ts';
import type { HostDocument, PeerDocument, PolicyDocument } from './peer-schema.ts';
import type { Report } from './report.ts';
import type { ReadSecretFile } from './secrets.ts';
import { nearest } from './suggest.ts';
import { checkTunnelFields } from './tunnel-checks.ts';
import { unmatchedOf, windowsSystem } from './windows-config.ts';
import type { DataPath } from './yaml-source.ts';

/** The configuration; undefined after at least one report. */
export function hostConfig(
  document: HostDocument,
  readFile: ReadSecretFile,
  report: Report,
): HostConfig | undefined {
  let wrong = false;
  const note: Report = (path, message, part) => {
    wrong = true;
    report(path, message, part);
  };
  checkNames(document, note);
  const credentials = hostCredentials(document, readFile, note);
  const peers = document.peers.flatMap((peer, i) => {
    const policy = peerPolicy(credentials, peer, ['peers', i], readFile, note);
    return policy === undefined ? [] : [policy];
  });
  const policies = document.policies.flatMap((policy, i) =>
    policyEntries(document, peers, policy, ['policies', i], note),
  );
  const manual = manualSas(document, policies, readFile, note);
  const windows = windowsSystem(credentials, readFile, note);
  const unmatched = unmatchedOf(document, note);
  if (wrong) return undefined;
  return {
    name: document.name,
    addresses: document.addresses,
    ikePort: document.ports.ike,
    natPort: document.ports.natT,
    peers,
    policies,
    presharedKeys: credentials.presharedKeys,
    clockOffsetSeconds: document.clock ?? 0,
    unmatched,
    manual,
    ...(windows && { windows }),
    mtu: document.mtu,
    ...(document.capacity && { capacity: document.capacity }),
    unprotectedErrors: document.unprotectedErrors,
    pathMtuSeconds: document.pathMtuLifetime,
    stack: {
      icmpEcho: document.stack.icmpEcho,
      udpEchoPorts: document.stack.udpEcho,
      udpSinkPorts: document.stack.udpSink,
    },
  };
}

function checkNames(document: HostDocument, note: Report): void {
  if (document.ports.ike === document.ports.natT) {
    note(['ports', 'natT'], `ports.natT is ${document.ports.natT} like ports.ike. Use two ports.`);
  }
  const lists: readonly [string, readonly string[]][] = [
    ['peers', document.peers.map((peer) => peer.name)],
    ['policies', document.policies.map((policy) => policy.name)],
  ];
  for (const [list, names] of lists) {
    for (const [i, name] of names.entries()) {
      const first = names.indexOf(name);
      if (first === i) continue;
      const message = `${list}[${first}] has the name "${name}" already. Give each its own.`;
      note([list, i, 'name'], message);
    }
  }
  const peerAddresses = document.peers.map(({ address }) =>
    address === 'any' ? address : address.text,
  );
  for (const [i, address] of peerAddresses.entries()) {
    const first = peerAddresses.indexOf(address);
    if (first === i || isFoundByIdentity(document.peers[i]!)) continue;
    const more =
      address === 'any'
        ? ' Or let it be found by identity: aggressive: accept and a remoteId.'
        : '';
    const message = `peers[${first}] has the address ${address} already, and main mode finds a peer and its key by address. Make one peer of them.${more}`;
    note(['peers', i, 'address'], message);
  }
  for (const [i, address] of document.addresses.entries()) {
    const first = document.addresses.findIndex((other) => other.text === address.text);
    if (first === i) continue;
    note(['addresses', i], `${address.text} stands in the list already. Take one out.`);
  }
}

/** Aggressive mode states the identity in clear, so that it picks one of several peers of any address. */
function isFoundByIdentity({ address, aggressive, remoteId }: PeerDocument): boolean {
  return address === 'any' && aggressive !== 'never' && remoteId !== undefined;
}

function peerPolicy(
  credentials: HostCredentials,
  peer: PeerDocument,
  at: DataPath,
  readFile: ReadSecretFile,
  note: Report,
): PeerPolicy | undefined {
  const { document } = credentials;
  const address = peer.address === 'any' ? undefined : peer.address;
  checkPeerDialect(document, peer, at, note);
  const localAddress = localAddressOf(document, peer, at, note);
  const authentication = authenticationOf(credentials, peer, at, readFile, note);
  if (address !== undefined && document.addresses.some((own) => own.text === address.text)) {
    note([...at, 'address'], `${address.text} is this host's own address. Write the peer's.`);
  }
  if (authentication !== undefined) checkMethodsDialect(document, peer, authentication, at, note);
  if (localAddress === undefined || authentication === undefined) return undefined;
  const policy: PeerPolicy = {
    name: peer.name,
    address,
    port: peer.port ?? document.ports.ike,
    localAddress,
    proposals: peer.proposals,
    authentication,
    localIdentity: peer.localId && identityOf(peer.localId),
    remoteIdentity: peer.remoteId && identityOf(peer.remoteId),
    lifetime: { seconds: peer.lifetime, kilobytes: 0 },
    natTraversal: peer.nat,
    natKeepaliveSeconds: peer.keepalive,
    keeping: {
      rekey: peer.rekey,
      dpd: peer.dpd === undefined ? undefined : { idleSeconds: peer.dpd },
      commitBit: peer.commitBit,
      initialContact: peer.initialContact,
      longerLifetime: peer.longerLifetime,
      quickModesPerMainMode: peer.quickModesPerMainMode,
    },
    dialect: {
      name: document.profile === 'windows-2003' ? 'windows-2003' : 'default',
      aggressive: peer.aggressive,
      refuseWeak: peer.refuseWeak,
    },
    timers: TIMER_PROFILES[document.profile],
  };
  checkLookUp(credentials, policy, at, note);
  return policy;
}

function localAddressOf(
  document: HostDocument,
  peer: PeerDocument,
  at: DataPath,
  note: Report,
): Address | undefined {
  const named = peer.localAddress;
  const version = peer.address === 'any' ? undefined : peer.address.version;
  if (named === undefined) {
    const first = document.addresses.find(
      (own) => version === undefined || own.version === version,
    );
    if (first !== undefined) return first;
    const message = `this host has no IPv${version} address to speak from. Add one to addresses.`;
    note([...at, 'address'], message);
    return undefined;
  }
  if (!document.addresses.some((own) => own.text === named.text)) {
    const own = document.addresses.map((address) => address.text).join(', ');
    note([...at, 'localAddress'], `${named.text} is not one of this host's addresses: ${own}.`);
    return undefined;
  }
  if (version !== undefined && named.version !== version) {
    const message = `${named.text} is IPv${named.version} but the peer's address is IPv${version}. Use one version.`;
    note([...at, 'localAddress'], message);
    return undefined;
  }
  return named;
}

type ProtectDocument = Extract<PolicyDocument, { action: 'protect' }>;

function policyEntries(
  document: HostDocument,
  peers: readonly PeerPolicy[],
  policy: PolicyDocument,
  at: DataPath,
  note: Report,
): PolicyEntry[] {
  const portsAllowed = policy.protocol === 6 || policy.protocol === 17;
  for (const key of ['localPort', 'remotePort'] as const) {
    if (policy[key] === undefined || portsAllowed) continue;
    note([...at, key], `${key} needs protocol tcp or udp: others have no ports.`);
  }
  checkIcmp(policy, at, note);
  if (policy.action === 'protect') return protectEntry(document, peers, policy, at, note);
  if (policy.action === 'manual') return manualEntry(document, policy, at, note);
  const versions = versionsOf(policy, document);
  return versions.flatMap((version, i) => {
    const selector = selectorOf(policy, version, at, note);
    if (selector === undefined) return [];
    const name = i === 0 ? policy.name : `${policy.name}/ipv${version}`;
    return [{ name, action: policy.action, selector, protect: undefined }];
  });
}

function protectEntry(
  document: HostDocument,
  peers: readonly PeerPolicy[],
  policy: ProtectDocument,
  at: DataPath,
  note: Report,
): PolicyEntry[] {
  const peer = peers.find((candidate) => candidate.name === policy.peer);
  const written = document.peers.find((candidate) => candidate.name === policy.peer);
  checkPolicyDialect(document, written, policy, at, note);
  checkTunnelFields(policy, at, note);
  // RFC 4303 3.3.3: they need the replay window, and that needs integrity.
  if (policy.esn === 'require' && !policy.proposals.some(authenticates)) {
    note([...at, 'esn'], 'esn: require needs a suite with integrity, which proves the numbers.');
  }
  if (peer === undefined) {
    if (written === undefined) {
      note([...at, 'peer'], unknownPeer(document, policy.peer));
    }
    return [];
  }
  if (policy.mode === 'tunnel' && peer.address === undefined) {
    const message = `"${policy.name}" is a tunnel, and peer "${peer.name}" has any address: there is no other end to send to before it calls. Say the peer's address.`;
    note([...at, 'peer'], message);
    return [];
  }
  const filled = policy.mode === 'transport' ? betweenPeers(policy, peer) : policy;
  const version = versionsOf(filled, document)[0]!;
  const selector = selectorOf(filled, version, at, note);
  if (selector === undefined) return [];
  if (policy.mode === 'transport' && !rangeHolds(selector.local, peer.localAddress)) {
    const message = `transport mode protects what ${peer.localAddress.text} itself sends, and that is not in local. Write mode: tunnel, or leave local out.`;
    note([...at, 'local'], message);
  }
  const identitiesImplied =
    policy.mode === 'transport' &&
    selector.protocol === 0 &&
    single(selector.local, peer.localAddress) &&
    single(selector.remote, peer.address);
  const protect: ChildPolicy = {
    name: policy.name,
    peer: policy.peer,
    mode: policy.mode,
    selector,
    proposals: policy.proposals,
    pfsGroup: policy.pfs,
    lifetime: { seconds: policy.lifetime.time, kilobytes: policy.lifetime.kilobytes ?? 0 },
    replayWindow: policy.replayWindow,
    sendIdentities: policy.sendIdentities ?? !identitiesImplied,
    extras: {
      esn: policy.esn,
      lifetimePackets: policy.lifetime.packets ?? 0,
      tfcOctets: policy.tfc ?? 0,
      tunnelHeader: { dscp: policy.dscp, df: policy.df, fragment: policy.fragment },
    },
  };
  return [{ name: policy.name, action: 'protect', selector, protect }];
}

/** What a pair keyed by hand protects: between its own ends, unless said. */
function manualEntry(
  document: HostDocument,
  policy: Extract<PolicyDocument, { action: 'manual' }>,
  at: DataPath,
  note: Report,
): PolicyEntry[] {
  const pair = document.manual.find(({ policy: name }) => name === policy.name);
  const ends =
    pair?.mode === 'transport'
      ? { local: rangeOfAddress(pair.local), remote: rangeOfAddress(pair.remote) }
      : {};
  const filled = { ...ends, ...policy };
  const selector = selectorOf(filled, versionsOf(filled, document)[0]!, at, note);
  if (selector === undefined) return [];
  return [{ name: policy.name, action: 'protect', selector, protect: undefined }];
}

function checkIcmp(policy: PolicyDocument, at: DataPath, note: Report): void {
  const { protocol, icmpType, icmpCode, action } = policy;
  if (icmpType === undefined) {
    if (icmpCode === undefined) return;
    note([...at, 'icmpCode'], 'icmpCode needs icmpType beside it.');
  } else if (protocol !== 1 && protocol !== 58) {
    note([...at, 'icmpType'], 'icmpType needs protocol icmp or ipv6-icmp: others have no types.');
  } else if (action === 'protect' && !icmpType && !icmpCode) {
    const message =
      'quick mode says type and code as a port, and 0 there means any. Leave icmpType out, or key the SA by hand.';
    note([...at, 'icmpType'], message);
  } else if (action === 'protect' && icmpCode === undefined) {
    note([...at, 'icmpType'], 'quick mode says type and code together. Write icmpCode too.');
  }
}

function unknownPeer(document: HostDocument, name: string): string {
  const names = document.peers.map((candidate) => candidate.name);
  const meant = nearest(name, names);
  const known = names.length === 0 ? 'The file has no peers.' : `Known: ${names.join(', ')}.`;
  return `there is no peer "${name}". ${meant === undefined ? known : `Did you mean "${meant}"?`}`;
}

/** Transport mode without addresses means between this host and the peer. */
function betweenPeers(policy: ProtectDocument, peer: PeerPolicy): ProtectDocument {
  const local = policy.local ?? rangeOfAddress(peer.localAddress);
  const remote = policy.remote ?? (peer.address && rangeOfAddress(peer.address));
  return remote === undefined ? { ...policy, local } : { ...policy, local, remote };
}

function single(range: AddressRange, address: Address | undefined): boolean {
  return range.first.text === address?.text && range.last.text === address.text;
}

/** The IP versions that an entry speaks of: what its addresses say, else what the host has. */
function versionsOf(policy: PolicyDocument, document: HostDocument): readonly (4 | 6)[] {
  for (const range of [policy.local, policy.remote]) {
    if (range !== undefined && range !== 'any') return [range.first.version];
  }
  if (policy.protocol === 1) return [4];
  if (policy.protocol === 58) return [6];
  return [...new Set(document.addresses.map((address) => address.version))];
}

function selectorOf(
  policy: PolicyDocument,
  version: 4 | 6,
  at: DataPath,
  note: Report,
): TrafficSelector | undefined {
  const rangeOf = (range: AddressRange | 'any' | undefined): AddressRange =>
    range === undefined || range === 'any' ? rangeOfAll(version) : range;
  const local = rangeOf(policy.local);
  const remote = rangeOf(policy.remote);
  if (local.first.version !== remote.first.version) {
    note([...at, 'remote'], 'local and remote are of two IP versions. Write two policies.');
    return undefined;
  }
  return {
    local,
    remote,
    protocol: policy.protocol,
    localPort: policy.localPort ?? 0,
    remotePort: policy.remotePort ?? 0,
    ...icmpSelectorOf(policy),
  };
}

/** In what is negotiated, type and code stand where ports do, as RFC 4301 4.4.1.1 has it. */
function icmpSelectorOf({ icmpType: type, icmpCode: code, action }: PolicyDocument) {
  if (type === undefined) return {};
  if (action !== 'protect') return { icmp: { type, code } };
  const port = type * 256 + (code ?? 0);
  return { localPort: port, remotePort: port };
}
