/** Counters of whether peers live, of their restarts, and of what they no longer have. */

import { events, on } from './counter-source.ts';
import type { CounterRow } from './counter-table.ts';

export const PEER_COUNTERS: readonly CounterRow[] = [
  [
    'peers-asked',
    'Peers asked whether they live',
    events(on('peer-asked')),
    'Questions of dead peer detection (RFC 3706), each with all of its tries.',
  ],
  [
    'peers-asked-by-hint',
    'Peers asked because of a notify in clear',
    events(on('peer-asked', ({ cause }) => cause === 'hint')),
    'Questions that INVALID-COOKIE or INVALID-SPI in clear began.',
  ],
  [
    'peers-alive',
    'Peers that showed that they live',
    events(on('peer-alive')),
    'Questions that were answered, or that other proof made needless.',
  ],
  [
    'peers-dead',
    'Peers given up',
    events(on('peer-dead')),
    'Questions that nothing answered: all SAs with the peer were given up.',
  ],
  [
    'peers-restarted',
    'Peers that began anew',
    events(on('peer-restarted')),
    'Main modes with INITIAL-CONTACT that ended older SAs (RFC 2407 4.6.3.3).',
  ],
  [
    'peers-suspected',
    'Main modes no longer trusted',
    events(on('peer-suspected')),
    'Main modes on which a quick mode was never answered.',
  ],
  [
    'deletes-ignored',
    'Deletes of unknown SAs',
    events(on('delete-ignored')),
    'Delete payloads that named SAs which this host does not have.',
  ],
  [
    'unknown-spis-notified',
    'Unknown SPIs answered by INVALID-SPI',
    events(on('unknown-spi', ({ action }) => action === 'notified')),
    'Packets under an unknown SPI whose sender was told, protected.',
  ],
  [
    'unknown-spis-negotiated',
    'Unknown SPIs answered by a main mode',
    events(on('unknown-spi', ({ action }) => action === 'main-mode-begun')),
    'Packets under an unknown SPI that made this host begin a main mode.',
  ],
];
