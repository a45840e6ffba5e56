/** Counters of the Policy Agent, and of what IKE does by its policy. */

import { events, on } from './counter-source.ts';
import type { CounterRow } from './counter-table.ts';

export const AGENT_COUNTERS: readonly CounterRow[] = [
  ['service-starts', 'Service starts', events(on('service-started')), 'Of IPSEC Services.'],
  ['service-stops', 'Service stops', events(on('service-stopped')), 'Of IPSEC Services.'],
  [
    'service-failures',
    'Service failures',
    events(on('service-failed')),
    'Times that the service could not do its work.',
  ],
  [
    'policies-applied',
    'Policies applied',
    events(on('policy-applied')),
    'From any source; dynamic policy too.',
  ],
  [
    'policies-withdrawn',
    'Policies withdrawn',
    events(on('policy-withdrawn')),
    'From any source; dynamic policy too.',
  ],
  [
    'policy-source-failures',
    'Policy sources that failed',
    events(on('policy-source-failed')),
    'Times that a store or the directory could not be read.',
  ],
  [
    'settings-heeded',
    'Settings heeded',
    events(on('setting-counts')),
    'Properties of set config that count with another value.',
  ],
  [
    'fallbacks-to-clear',
    'Fallbacks to clear',
    events(on('fell-back-to-clear')),
    'Negotiations given up for a soft SA, since nobody answered.',
  ],
];
