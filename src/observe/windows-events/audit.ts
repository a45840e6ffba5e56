/** Security log events 541 to 547: what IKE set up, ended and failed at. */

import { unreachable } from '../../base/assert.ts';
import type { HostEvent } from '../../host/events.ts';
import type { IkeScope } from '../../ike/events.ts';
import type { Failure } from '../../ike/failure.ts';
import {
  failureBlocks,
  filterBlock,
  mainModeParameters,
  modeBlock,
  peerIdentityBlock,
  proposalBlock,
  quickModeParameters,
  spiLines,
} from './blocks.ts';
import { newEvent } from './new-event.ts';
import type { Block, WindowsEvent } from './record.ts';

const AUDITED = [
  'main-mode-established',
  'main-mode-failed',
  'main-mode-ended',
  'quick-mode-established',
  'quick-mode-failed',
  'quick-mode-ended',
  'peer-dead',
] as const;
type AuditedEvent = Extract<HostEvent, { kind: (typeof AUDITED)[number] }>;

export function isAudited(event: { readonly kind: string }): event is AuditedEvent {
  return (AUDITED as readonly string[]).includes(event.kind);
}

/** The audit event of one of IKE's, or undefined where another event tells of the same already. */
export function auditEvent(event: AuditedEvent): WindowsEvent | undefined {
  const { peerName: peer } = event;
  switch (event.kind) {
    case 'main-mode-established':
      return newEvent(event, 541, {
        type: 'success',
        peer,
        summary: `main mode with ${peer} is up: ${event.proposal}`,
        blocks: [
          modeBlock('main'),
          peerIdentityBlock({ ...event, identity: event.remoteIdentity }),
          filterBlock(event, undefined),
          mainModeParameters(event),
        ],
      });
    case 'quick-mode-established':
      return newEvent(event, 541, {
        type: 'success',
        peer,
        summary: `quick mode with ${peer} is up: ${event.policy}`,
        blocks: [
          modeBlock('quick'),
          peerBlock(event),
          filterBlock(event, event.filter),
          quickModeParameters(event),
        ],
      });
    case 'quick-mode-ended':
      return newEvent(event, 542, {
        type: 'success',
        peer,
        summary: `quick mode with ${peer} ended: ${event.policy}`,
        blocks: [
          modeBlock('quick'),
          filterBlock(event, event.filter),
          spiLines(event.inboundSpi, event.outboundSpi),
        ],
      });
    case 'main-mode-ended':
      return newEvent(event, 543, {
        type: 'success',
        peer,
        summary: `main mode with ${peer} ended`,
        blocks: [modeBlock('main'), filterBlock(event, undefined)],
      });
    case 'peer-dead':
    case 'main-mode-failed':
      return failed(event, undefined);
    case 'quick-mode-failed':
      return isConsequence(event) ? undefined : failed(event, event.filter);
    default:
      return unreachable(event);
  }
}

/** A quick mode that never began, for its main mode failed: that has its own event. */
function isConsequence(event: Extract<HostEvent, { kind: 'quick-mode-failed' }>): boolean {
  return event.messageId === 0 && event.initiatorCookie !== '';
}

function failed(
  event: Extract<AuditedEvent, { readonly failure: Failure }>,
  filter: Parameters<typeof filterBlock>[1],
): WindowsEvent {
  const { failure } = event;
  const id = failure.auditEvent;
  const blocks: (Block | undefined)[] = [
    modeBlock(failure.where.startsWith('quick mode') ? 'quick' : 'main'),
    'authentication' in event
      ? peerIdentityBlock({
          authentication: event.authentication,
          identity: event.peerName,
          provedBy: undefined,
          remote: event.remote,
        })
      : peerBlock(event),
    filterBlock(event, filter),
    id === 546 ? proposalBlock(failure) : undefined,
    ...failureBlocks(failure, event.role),
  ];
  return newEvent(event, id, {
    type: 'failure',
    peer: event.peerName,
    summary: failure.title.replace(/\.$/, ''),
    blocks: blocks.filter((block) => block !== undefined),
    failure,
  });
}

function peerBlock({ peerName, remote }: IkeScope): Block {
  return peerIdentityBlock({
    authentication: undefined,
    identity: peerName,
    provedBy: undefined,
    remote,
  });
}
