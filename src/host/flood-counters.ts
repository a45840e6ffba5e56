/** Counters of what is dropped because more comes than can be served. */

import { events, host, on } from './counter-source.ts';
import type { CounterRow } from './counter-table.ts';

export const FLOOD_COUNTERS: readonly CounterRow[] = [
  [
    'first-messages-shed',
    'First messages dropped unread',
    host('firstMessagesShed'),
    'Beginnings of main modes that came while no more could be served, dropped by their header alone. No event tells of each.',
  ],
  [
    'first-message-floods',
    'Floods of first messages',
    events(on('first-messages-shed', ({ state }) => state === 'begins')),
    'Spells in which first messages were dropped unread.',
  ],
];
