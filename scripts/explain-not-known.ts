// What the evidence of one host cannot tell: the closed list of answers of one side that name another class.
import type { Explained, View } from './explain-results.ts';

/** Why one side cannot know. */
export const REASONS = {
  'not a party':
    'Somebody else did it to the other host, in its name or between the two: nothing of it came to this host, or left it.',
  'nothing came':
    'What failed never reached this host. By what it saw nothing happened, and what did not come leaves no gap either.',
  'was away':
    'It was this host that had crashed, was cut off, or was taken down: it saw nothing of the time that the other one waited.',
  'inside the other':
    'It happened inside of the other host, in its policy, its service or its directory. What goes between the two is the same as for the class that is named, or for none.',
  'a silence':
    'The other host dropped what it got without a word. Whatever the reason, the same message stays unanswered.',
  'one word':
    "The other host speaks as Windows does and says NO-PROPOSAL-CHOSEN or PAYLOAD-MALFORMED, whatever differs. (An Espial tells another one what, in the notify's data.)",
  'as intended':
    'This host sent what its policy lets it send; only the policy of the other host makes that wrong.',
} as const;

export type Reason = keyof typeof REASONS;

interface NotKnown {
  readonly scenario: string;
  readonly view: Extract<View, 'responder' | 'initiator'>;
  readonly why: Reason;
  /** Parameters of the runs that are meant; left out for all. */
  readonly runs?: readonly string[];
}

function of(
  why: Reason,
  view: NotKnown['view'],
  scenarios: readonly (string | readonly [string, readonly string[]])[],
): NotKnown[] {
  return scenarios.map((one) =>
    typeof one === 'string'
      ? { scenario: one, view, why }
      : { scenario: one[0], view, why, runs: one[1] },
  );
}

export const NOT_KNOWN: readonly NotKnown[] = [
  ...of('not a party', 'initiator', [
    'forged-inner-addresses',
    'forged-inner-packet',
    'forged-inner-protocol',
    'forged-integrity',
    'forged-padding',
    'forged-spi',
    'late-packets',
    'message-played-again',
    'packet-overtakes-message-3',
    'replayed-packets',
    'statistics-packets-of-an-attacker',
    'statistics-packets-refused',
    'two-hosts-behind-one-nat-same-flow',
    'windows-clear-text-refused',
    'windows-ports-for-named-computers',
  ]),
  ...of('not a party', 'responder', ['icmp-error-not-believed', 'packet-malformed']),
  ...of('nothing came', 'responder', [
    'esp-does-not-pass',
    'ip-fragments-lost',
    'mtu-black-hole',
    ['main-mode-request-lost', ['message=1']],
    'windows-ah-through-a-nat',
    'windows-directory-replication',
    'windows-event-547',
    'windows-no-certificate',
  ]),
  ...of('nothing came', 'initiator', ['nat-rebinding']),
  ...of('was away', 'responder', [
    'peer-dead',
    'statistics-quick-mode-under-way',
    'windows-dead-peer-idle',
    'windows-no-audit',
  ]),
  ...of('inside the other', 'responder', [
    'packets-wait-for-an-sa',
    'windows-boot-exemptions',
    'windows-directory-comes-back',
    'windows-directory-gone',
    'windows-directory-gone-without-a-copy',
    'windows-dynamic-policy',
    'windows-persistent-cannot-be-applied',
    'windows-wrong-filter',
  ]),
  ...of('inside the other', 'initiator', [
    'clear-text-where-protection-is-required',
    'packet-for-another-host',
    'windows-cached-policy',
    'windows-operational-block',
    'windows-service-disabled',
  ]),
  ...of('a silence', 'initiator', [
    'bad-cookie',
    'peer-not-known',
    'quick-mode-decrypts-to-nonsense',
    'quick-mode-hash-1-wrong',
    'quick-mode-in-clear',
    ['retransmission-exhausted', ['lost=2']],
  ]),
  ...of('a silence', 'responder', [
    'answers-from-another-address',
    'main-mode-hash-2-wrong',
    'quick-mode-hash-2-wrong',
  ]),
  ...of('one word', 'initiator', [
    'malformed-attribute',
    ['windows-quick-mode-methods', ['attribute=bundle', 'attribute=pfs', 'attribute=protocol']],
    'windows-sensitive-servers',
    'windows-tunnel-against-transport',
  ]),
  ...of('as intended', 'initiator', ['windows-overlapping-filters']),
  ...of('as intended', 'responder', ['missing-mirror-answers-in-clear', 'windows-pass-through']),
];

/** Why this side cannot know; undefined where it is not in the list. */
export function whyNotKnown(
  { scenario, parameters }: Pick<Explained, 'scenario' | 'parameters'>,
  view: View,
): Reason | undefined {
  return NOT_KNOWN.find(
    (one) =>
      one.scenario === scenario &&
      one.view === view &&
      (one.runs === undefined || one.runs.includes(parameters)),
  )?.why;
}
