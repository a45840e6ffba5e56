/** What the evidence of one host cannot tell, and why. */

import type { ClassId } from './classes.ts';
import type { Evidence } from './evidence.ts';
import type { Certainty } from './finding.ts';

/** Why the evidence of one host names another class than that of both hosts does. */
export const NOT_KNOWN_REASONS = {
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

export type NotKnownReason = keyof typeof NOT_KNOWN_REASONS;

/** Every reason, in the order of the documentation. */
export const NOT_KNOWN_IDS = Object.keys(
  NOT_KNOWN_REASONS,
) as readonly NotKnownReason[] as readonly [NotKnownReason, ...NotKnownReason[]];

/** What one host cannot know of its own verdict: a sentence; undefined of more, or where it is certain. */
export function beyondOneHost(
  { kind, sides: [side] }: Evidence,
  id: ClassId,
  certainty: Certainty,
): string | undefined {
  if (kind !== 'host' || side === undefined || certainty === 'certain') return undefined;
  const what =
    id === 'none'
      ? `what did not reach ${side.name}, and what was done to the other host or by it`
      : `what happened at the other host`;
  return `${what}: the evidence of the other host would tell`;
}
