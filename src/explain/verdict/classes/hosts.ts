/** Classes of what hosts go through: peers that vanish, services, sources of policy; and of nothing at all. */

import type { ClassEntry } from './entry.ts';

export const HOST_CLASSES = {
  none: {
    title: 'Nothing failed: it works.',
    meaning: 'What was asked for came about, and nothing that should have passed was dropped.',
    rule: { reference: 'RFC 2409 5', says: 'Both phases came to their end.' },
    fix: [],
    event: 541,
    statistics: [],
  },
  unknown: {
    title: 'What is there does not say what failed.',
    meaning: 'There are no events, and the packets, encrypted or missing, leave too many reasons.',
    rule: { reference: 'RFC 2408 5.1', says: 'What is not proved is not known.' },
    fix: ['Explain the evidence of both hosts, or give the keys with --keys.'],
    statistics: [],
  },
  'peer-dead': {
    title: 'A peer that had answered does not answer any more.',
    meaning: 'It was asked several times whether it lives, and nothing came. Its SAs are given up.',
    rule: {
      reference: 'RFC 3706 5.4',
      says: 'After a number of R-U-THERE without an answer the peer is taken for dead and its SAs are deleted.',
    },
    fix: [
      'Check that the peer runs, and that UDP 500 and 4500 still pass.',
      'On a path that loses much, ask later and more often.',
    ],
    event: 547,
    error: 13805,
    statistics: ['key-deletions'],
  },
  'peer-restarted': {
    title: 'A peer has begun anew and lost its SAs.',
    meaning:
      'It crashed or was restarted. The other host still has SAs with it until a first contact, an INVALID-SPI or dead peer detection tells it.',
    rule: {
      reference: 'RFC 2407 4.6.3.3, RFC 2408 4.8',
      says: 'INITIAL-CONTACT says that the sender has no other SAs with the receiver; the old ones may be deleted.',
    },
    fix: [
      'Send again: a new main mode is negotiated.',
      'Look in the log of the host that was away for why it was.',
    ],
    event: 547,
    error: 13807,
    statistics: ['bad-spi-packets', 'key-deletions'],
  },
  'fell-back-to-clear': {
    title: 'Traffic that should be protected goes in clear.',
    meaning:
      'The peer does not speak IKE, and policy allows that: a soft SA lets the traffic pass unprotected for a time.',
    rule: {
      reference: 'RFC 4301 4.4.1',
      says: 'Bypass is a decision of policy; here the filter action says "fall back to unsecured".',
    },
    fix: [
      'Assign a policy to the peer, or start its IPsec service.',
      'If clear text must never be, take "allow unsecured communication" from the filter action.',
    ],
    event: 541,
    error: 13844,
    statistics: ['soft-associations'],
  },
  'clear-text-allowed': {
    title: 'Packets in clear are let in, as policy allows.',
    meaning:
      'Policy protects the traffic, and inbound pass-through or the default response lets the first packet in unprotected; the answer to it is negotiated.',
    rule: {
      reference: 'RFC 4301 5.2',
      says: 'A clear packet that fits a protecting entry is discarded; inbound pass-through is an exception of Windows.',
    },
    fix: [
      'Nothing, if that was meant.',
      'If not, take inbound pass-through from the filter action.',
    ],
    statistics: [],
  },
  'not-protected-at-all': {
    title: 'Policy is configured, and traffic goes in clear all the same.',
    meaning:
      'No negotiation was even begun: the policy is not assigned, its filters do not fit the traffic, or the service does not run.',
    rule: {
      reference: 'RFC 4301 5.1',
      says: 'The entry that a packet fits decides; where none protects it, nothing is negotiated.',
    },
    fix: [
      'See that the policy is assigned and the service runs.',
      'See which filter the packet hits: source, destination, protocol, port, and the mirror.',
    ],
    statistics: [],
  },
  'service-stopped': {
    title: 'The IPsec service does not run.',
    meaning:
      'It was stopped, is disabled, or did not start: nothing is negotiated, and the driver does what its mode says.',
    rule: {
      reference: 'RFC 4301 4.4',
      says: 'The databases are kept by the management; without it nothing new is made.',
    },
    fix: ['Start the service, and see its events if it stops again.'],
    event: 614,
    statistics: [],
  },
  'policy-source-failed': {
    title: 'Policy could not be had from where it is kept.',
    meaning:
      'The directory, or a store of the host, cannot be read. A copy serves if there is one; else there is no policy from there.',
    rule: {
      reference: 'RFC 4301 4.4.1',
      says: 'Policy is what the administrator has set; without it the default applies.',
    },
    fix: [
      'See that the host reaches its domain controller, or mend the store.',
      'Wait for the next try, or restart the service.',
    ],
    event: 615,
    statistics: [],
  },
  'policy-not-applied': {
    title: 'Policy could not be applied.',
    meaning:
      'It was read and is damaged or cannot be, so the service could not do its work, and the driver blocks.',
    rule: { reference: 'RFC 4301 5', says: 'Without policy the default is to discard.' },
    fix: ['Read the reason in the event, mend the policy, and restart the service.'],
    event: 616,
    statistics: [],
  },
} as const satisfies Record<string, ClassEntry>;
