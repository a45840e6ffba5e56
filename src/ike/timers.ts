/** The timer profiles: how often a message is repeated and how long an exchange may wait. */

import type { TimerProfile } from './policy.ts';

/**
 * `default`: doubling from two seconds, as most implementations do.
 * `lab`: three tries from 0.3 s, so that a failure shows within seconds.
 * `windows-2003`: the measured responder pattern, 1 s doubling, six retransmissions; how long that
 * system waits after the last one is not known, so the doubling goes on once.
 */
export const TIMER_PROFILES: Readonly<Record<TimerProfile['name'], TimerProfile>> = {
  default: {
    name: 'default',
    retransmitGaps: [2000, 4000, 8000, 16_000, 32_000],
    responderRetransmits: false,
    halfOpen: 60_000,
  },
  lab: {
    name: 'lab',
    retransmitGaps: [300, 600, 1200],
    responderRetransmits: false,
    halfOpen: 4000,
  },
  'windows-2003': {
    name: 'windows-2003',
    retransmitGaps: [1000, 2000, 4000, 8000, 16_000, 32_000, 64_000],
    responderRetransmits: true,
    halfOpen: 127_000,
  },
};
