/** What the hosts had agreed on, a sentence each. */

import type { HostEvent } from '../../host/events.ts';
import { countText } from '../../observe/units.ts';
import type { Evidence } from './evidence.ts';
import { ikeFlows } from './ike-flows.ts';

/** Sentences that are kept. */
const MOST = 6;

/** By the events, or by what the capture holds in clear. */
export function negotiatedOf({ sides, frames }: Evidence): readonly string[] {
  const lines = sides.flatMap(({ events }) => events.flatMap(textOf));
  const found = new Map<string, number>();
  for (const line of lines.length > 0 ? lines : fromFrames(frames)) {
    found.set(line, (found.get(line) ?? 0) + 1);
  }
  const unique = [...found.keys()];
  const kept = unique.slice(0, MOST);
  const more = unique.length - kept.length;
  return more === 0 ? kept : [...kept, `and ${countText(more, 'more')}`];
}

function textOf(event: HostEvent): string[] {
  if (event.kind === 'main-mode-established') {
    return [`${event.exchange}: ${event.proposal}, ${event.authentication}`];
  }
  if (event.kind !== 'quick-mode-established') return [];
  const pfs = event.pfsGroup === undefined ? 'no PFS' : `PFS group ${event.pfsGroup}`;
  const udp = event.udpEncapsulated ? ' in UDP' : '';
  const esn = event.esn ? ', 64-bit sequence numbers' : '';
  return [
    `quick mode "${event.policy}": ${event.mode} ${event.protocol.toUpperCase()}${udp}, ${event.suite}, ${pfs}${esn}`,
  ];
}

/** What message 2 of a main mode chose; quick modes are encrypted. */
function fromFrames(frames: Evidence['frames']): string[] {
  return ikeFlows(frames).flatMap(({ exchange, phase1, quickModes }) => {
    const answer = phase1.find(
      ({ from, facts }) => from === 'responder' && facts.transforms.length > 0,
    );
    const chosen = answer?.facts.transforms[0];
    if (chosen === undefined) return [];
    const bits = chosen.find(([name]) => /key length/i.test(name))?.[1];
    const values = chosen
      .filter(([name]) => !/life|key length/i.test(name))
      .map(([name, value]) =>
        /encryption/i.test(name) && bits !== undefined ? `${value}-${bits}` : value,
      );
    const whole = quickModes.filter(({ messages }) => messages.length >= 3).length;
    const quick = whole === 0 ? '' : `; ${countText(whole, 'quick mode')} of three messages`;
    return [`${exchange}: ${values.join(', ')}${quick}`];
  });
}
