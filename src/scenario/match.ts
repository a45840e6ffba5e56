/** Comparing what a host reported and shows with one expectation. */

import type { Address } from '../base/address.ts';
import { endpointText } from '../base/address.ts';
import { protectionLabel } from '../crypto/protection.ts';
import type { HostEvent } from '../host/events.ts';
import { mainModeProposalText } from '../ike/offers/main-mode-offer.ts';
import type { HostState } from '../lab/host-state.ts';
import { oftenText, windowText } from './often.ts';
import type { EventExpectation, SaExpectation } from './schema/expectation-schema.ts';

/** The fields of an event in which it is not as expected. */
export function eventDifferences(event: HostEvent, expected: EventExpectation): string[] {
  return wantedFields(expected).flatMap(([field, wanted]) => {
    const found = plain((event as unknown as Record<string, unknown>)[field]);
    return same(found, wanted) ? [] : [`${field} is ${text(found)}`];
  });
}

/** `main-mode-established with role "initiator"`. */
export function eventExpectationText(expected: EventExpectation): string {
  const fields = wantedFields(expected).map(([field, wanted]) => `${field} ${text(wanted)}`);
  const when = windowText(expected.at);
  const which = `${fields.length > 0 ? ` with ${fields.join(', ')}` : ''}${when && ` ${when}`}`;
  return `${expected.kind}${which}${oftenText(expected)}`;
}

/** Rows of a host's SAs, as expectations see them. */
export type SaRow =
  | HostState['mainModes'][number]
  | HostState['quickModes'][number]
  | HostState['soft'][number];

/** The SAs of a kind: main modes count once they are established. */
export function saRows(state: HostState, kind: SaExpectation['kind']): readonly SaRow[] {
  if (kind === 'quick-mode') return state.quickModes;
  if (kind === 'soft') return state.soft;
  return state.mainModes.filter((row) => row.state === 'established');
}

/** Whether an SA is one that is meant. */
export function saMatches(row: SaRow, expected: SaExpectation): boolean {
  return Object.entries(saFields(expected)).every(([field, wanted]) =>
    same((row as unknown as Record<string, unknown>)[field], wanted),
  );
}

/** `1 quick-mode SA with mode "tunnel"`. */
export function saExpectationText(expected: SaExpectation): string {
  const fields = Object.entries(saFields(expected)).map(
    ([field, wanted]) => `${field} ${text(wanted)}`,
  );
  const which = fields.length > 0 ? ` with ${fields.join(', ')}` : '';
  return `${expected.count} ${expected.kind} ${expected.count === 1 ? 'SA' : 'SAs'}${which}`;
}

/** An SA in a line. */
export function saText(row: SaRow): string {
  if ('state' in row) return `main mode with ${row.peer} as ${row.role}: ${row.proposal}`;
  if (!('mode' in row)) return `soft SA ${row.policy}`;
  return `quick mode ${row.policy} with ${row.peer}: ${row.mode}, ${row.suite}`;
}

/** Algorithms as a view says them, where a file has their short names. */
function saFields(expected: SaExpectation): Record<string, unknown> {
  const { kind: _kind, count: _count, ...fields } = expected;
  const shown: Record<string, unknown> = { ...fields };
  if (expected.kind === 'main-mode' && expected.proposal !== undefined) {
    shown.proposal = mainModeProposalText(expected.proposal);
  }
  if (expected.kind === 'quick-mode' && expected.suite !== undefined) {
    shown.suite = protectionLabel(expected.suite);
  }
  return shown;
}

/** What an expectation says of an event beside its fields. */
const NO_FIELDS: ReadonlySet<string> = new Set(['kind', 'times', 'least', 'most', 'at']);

function wantedFields(expected: EventExpectation): [string, unknown][] {
  return Object.entries(expected).filter(([field]) => !NO_FIELDS.has(field));
}

/** Addresses and endpoints as a person writes them. */
function plain(value: unknown): unknown {
  const { address, port } = (value ?? {}) as { readonly address?: Address; readonly port?: number };
  return address !== undefined && port !== undefined ? endpointText({ address, port }) : value;
}

function same(found: unknown, wanted: unknown): boolean {
  if (!Array.isArray(found) || !Array.isArray(wanted)) return found === wanted;
  return found.length === wanted.length && found.every((item, i) => item === wanted[i]);
}

function text(value: unknown): string {
  return value === undefined ? 'not there' : JSON.stringify(value);
}
