/** What one host saw, in a few sentences. */

import type { HostEvent } from '../../host/events.ts';
import { dropWords, eventText } from '../../observe/event-text.ts';
import { countText } from '../../observe/units.ts';
import { firstSentence } from './event-findings.ts';
import type { SideEvidence } from './evidence.ts';

export interface SideView {
  readonly host: string;
  readonly saw: readonly string[];
}

/** Sentences that are kept. */
const MOST = 7;

/** Events that tell the story; the rest is counted or left out. */
const TOLD: ReadonlySet<HostEvent['kind']> = new Set<HostEvent['kind']>([
  'main-mode-failed',
  'quick-mode-failed',
  'main-mode-established',
  'quick-mode-established',
  'peer-dead',
  'peer-restarted',
  'peer-moved',
  'fell-back-to-clear',
  'sa-refused',
  'service-failed',
  'service-stopped',
  'policy-source-failed',
  'fragments-discarded',
  'first-messages-shed',
  'icmp-error',
]);

/** The story of a host, shortened. */
export function sideView({ name, events, frames }: SideEvidence): SideView {
  const said = new Map<string, number>();
  const say = (text: string): void => {
    said.set(text, (said.get(text) ?? 0) + 1);
  };
  for (const event of events) {
    if (isConsequence(event)) continue;
    if (TOLD.has(event.kind)) say(brief(event));
    else if (event.kind === 'isakmp-dropped')
      say(`dropped a message (${event.reason}): ${firstSentence(event.detail)}`);
    else if (event.kind === 'packet-dropped')
      say(`dropped ${event.direction} packets: ${dropWords(event.reason)}`);
  }
  const saw = [...said].map(([text, times]) => (times > 1 ? `${text} (${times} times)` : text));
  if (events.length === 0) saw.push(`${countText(frames.length, 'frame')}, no events`);
  else if (saw.length === 0) saw.push('nothing to report');
  const kept = saw.slice(0, MOST);
  if (saw.length > MOST) kept.push(`and ${saw.length - MOST} more`);
  return { host: name, saw: kept };
}

/** A quick mode that never began, for its main mode failed. */
function isConsequence(event: HostEvent): boolean {
  return (
    event.kind === 'quick-mode-failed' && event.messageId === 0 && event.initiatorCookie !== ''
  );
}

function brief(event: HostEvent): string {
  if (event.kind === 'main-mode-established')
    return `${event.exchange} with ${event.peerName} is up`;
  if (event.kind === 'quick-mode-established') return `quick mode for ${event.policy} is up`;
  return eventText(event);
}
