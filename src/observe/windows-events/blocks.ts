/** The blocks of audit events: mode, peer identity, filter, parameters, failure. Labels are unverified. */

import type { Endpoint } from '../../base/address.ts';
import type { HostEvent } from '../../host/events.ts';
import type { FilterFacts } from '../../ike/audit-facts.ts';
import type { Failure } from '../../ike/failure.ts';
import { ikeErrorText } from './ike-errors.ts';
import { type Block, type BlockLine, field } from './record.ts';

type EventOf<K> = Extract<HostEvent, { kind: K }>;

/** What went on: a main mode or a quick mode. */
export type Mode = 'main' | 'quick';

const MODES: Readonly<Record<Mode, string>> = {
  main: 'Key Exchange Mode (Main Mode)',
  quick: 'Data Protection Mode (Quick Mode)',
};

const NONE = 'None';

export function modeBlock(mode: Mode): Block {
  return { heading: 'Mode', lines: [MODES[mode]] };
}

/** Who the peer proved to be, or is thought to be where it failed. */
export function peerIdentityBlock(peer: {
  readonly authentication: string | undefined;
  readonly identity: string | undefined;
  readonly provedBy: string | undefined;
  readonly remote: Endpoint;
}): Block {
  const lines: BlockLine[] = [];
  const { authentication = '', identity, provedBy } = peer;
  const name = identity ?? 'not known';
  if (authentication === '') lines.push(field('Identity', name));
  else if (/kerberos/i.test(authentication)) {
    lines.push(field('Kerberos based Identity', provedBy ?? name));
  } else if (/signature/i.test(authentication)) {
    lines.push('Certificate based Identity.', field('Peer Subject', provedBy ?? name));
  } else lines.push(field('Preshared key ID', name));
  lines.push(field('Peer IP Address', peer.remote.address.text));
  return { heading: 'Peer Identity', lines };
}

/**
 * The traffic that it is about. A main mode is for everything between two computers. The source is
 * the computer that reports it.
 */
export function filterBlock(
  endpoints: { readonly local: Endpoint; readonly remote: Endpoint },
  filter: FilterFacts | undefined,
): Block {
  const { local, remote } = endpoints;
  const facts = filter ?? wholeHosts(local, remote);
  return {
    heading: 'Filter',
    lines: [
      field('Source IP Address', facts.sourceAddress),
      field('Source IP Address Mask', facts.sourceMask),
      field('Destination IP Address', facts.destinationAddress),
      field('Destination IP Address Mask', facts.destinationMask),
      field('Protocol', facts.protocol),
      field('Source Port', facts.sourcePort),
      field('Destination Port', facts.destinationPort),
      field('IKE Local Addr', local.address.text),
      field('IKE Peer Addr', remote.address.text),
      field('IKE Source Port', local.port),
      field('IKE Destination Port', remote.port),
      field('Peer Private Addr', privateAddress(remote, filter)),
    ],
  };
}

function wholeHosts(local: Endpoint, remote: Endpoint): FilterFacts {
  return {
    sourceAddress: local.address.text,
    sourceMask: hostMask(local),
    destinationAddress: remote.address.text,
    destinationMask: hostMask(remote),
    protocol: 0,
    sourcePort: 0,
    destinationPort: 0,
  };
}

function hostMask({ address }: Endpoint): string {
  return address.version === 4 ? '255.255.255.255' : '128';
}

/** Behind a NAT a peer is in the filter by its own address, and IKE by its NAT's. */
function privateAddress(remote: Endpoint, filter: FilterFacts | undefined): string {
  const isHost = filter !== undefined && /^(255\.255\.255\.255|128)$/.test(filter.destinationMask);
  const isMoved = isHost && filter.destinationAddress !== remote.address.text;
  return isMoved && remote.port !== 500 ? filter.destinationAddress : '';
}

export function mainModeParameters(event: EventOf<'main-mode-established'>): Block {
  return {
    heading: 'Parameters',
    lines: [
      field('ISAKMP Encryption Algorithm', event.encryption),
      field('ISAKMP Hash Algorithm', event.hash),
      field('ISAKMP Diffie-Hellman Group', event.group),
      field('Authentication Method', event.authentication),
      field('Lifetime (sec)', event.lifetimeSeconds),
    ],
  };
}

export function quickModeParameters(event: EventOf<'quick-mode-established'>): Block {
  const { algorithms, mode, udpEncapsulated } = event;
  const encapsulation = mode === 'tunnel' ? 'Tunnel Mode' : 'Transport Mode';
  return {
    heading: 'Parameters',
    lines: [
      field('ESP Algorithm', algorithms.encryption ?? NONE),
      field('HMAC Algorithm', algorithms.integrity ?? NONE),
      field('AH Algorithm', algorithms.ah ?? NONE),
      field('Encapsulation', udpEncapsulated ? `${encapsulation}, in UDP` : encapsulation),
      field('PFS Group', event.pfsGroup ?? NONE),
      field('InboundSpi', spiField(event.inboundSpi)),
      field('OutBoundSpi', spiField(event.outboundSpi)),
      field('Lifetime (sec)', event.lifetimeSeconds),
      field('Lifetime (kb)', event.lifetimeKilobytes),
    ],
  };
}

/** What 542 says of the pair that is gone. */
export function spiLines(inbound: number, outbound: number): Block {
  return {
    heading: 'SPIs',
    lines: [field('Inbound SPI', spiField(inbound)), field('Outbound SPI', spiField(outbound))],
  };
}

/** SPIs as Windows prints them: decimal, and hexadecimal as captures show them. */
function spiField(spi: number): string {
  return `${spi} (0x${spi.toString(16)})`;
}

/** Where, why, and what Espial knows beyond Windows. */
export function failureBlocks(failure: Failure, role: 'initiator' | 'responder'): Block[] {
  const blocks: Block[] = [
    { heading: 'Failure Point', lines: [failure.failurePoint] },
    { heading: 'Failure Reason', lines: [ikeErrorText(failure.windowsError.code)] },
    { heading: 'Extra Status', lines: [`This computer is the ${role}.`, `At ${failure.where}.`] },
    { heading: 'In Other Words', lines: [failure.title, failure.detail] },
  ];
  if (failure.advice.length > 0) blocks.push({ heading: 'What To Do', lines: failure.advice });
  return blocks;
}

/** What 546 compares: the first attribute in which the two sides differ. */
export function proposalBlock(failure: Failure): Block | undefined {
  const first = failure.comparison.find(({ differs }) => differs) ?? failure.comparison[0];
  if (first === undefined) return undefined;
  return {
    heading: 'Proposal',
    lines: [
      field('Attribute', first.what),
      field('Expected value', first.local),
      field('Received value', first.peer),
    ],
  };
}
