/** The verdict on evidence: the class that decides, how sure it is, and what bears it out. */

import type { Comparison } from '../../ike/failure.ts';
import { IKE_ERRORS } from '../../observe/windows-events/ike-errors.ts';
import { aloneFindings } from './alone/alone.ts';
import { bareFindings } from './bare-findings.ts';
import { type ClassId, classEntry } from './classes.ts';
import { judged } from './cross-findings.ts';
import { eventFindings } from './event-findings.ts';
import type { Evidence } from './evidence.ts';
import { type Certainty, type Finding, finding, WEIGHT } from './finding.ts';
import { forgetfulFindings } from './forgetful-findings.ts';
import { frameFindings, toldInClear } from './frame-findings.ts';
import { negotiatedOf } from './negotiated.ts';
import { beyondOneHost } from './not-known.ts';
import { openFindings } from './open-findings.ts';
import { type Resent, resentMessages } from './resent.ts';
import { type NumbersReport, sequenceNumbers } from './sequence-numbers.ts';
import { type SideView, sideView } from './side-view.ts';
import { type MovedStatistic, movedStatistics } from './statistics-moved.ts';

export interface Verdict {
  readonly class: ClassId;
  readonly title: string;
  readonly meaning: string;
  readonly certainty: Certainty;
  /** Why it is this class: one sentence. */
  readonly because: string;
  /** What was agreed on before, a sentence each. */
  readonly negotiated: readonly string[];
  /** What each side had; the first line that differs decides. */
  readonly comparison: readonly Comparison[];
  readonly firstDifference: Comparison | undefined;
  /** Whose comparison it is: `local` of it is this host. */
  readonly noticedBy: string | undefined;
  readonly where: string | undefined;
  readonly sides: readonly SideView[];
  readonly retransmissions: readonly Resent[];
  readonly sequenceNumbers: readonly NumbersReport[];
  readonly windows: {
    readonly event: number | undefined;
    readonly error: { readonly code: number; readonly name: string } | undefined;
  };
  readonly statistics: readonly MovedStatistic[];
  readonly rule: { readonly reference: string; readonly says: string };
  readonly fix: readonly string[];
  /** Other classes, the likeliest first. */
  readonly considered: readonly ClassId[];
  /** What else was seen and did not decide, a sentence each. */
  readonly also: readonly string[];
  /** What one host alone cannot know of this; undefined with more, and where it is certain. */
  readonly notKnown: string | undefined;
  readonly troubles: readonly string[];
}

/** What a host or a capture that shows nothing wrong may not have seen: it happened at the other host. */
const UNSEEN: readonly ClassId[] = [
  'none',
  'recovered',
  'retransmission-exhausted',
  'no-response',
  'no-usable-method',
  'service-stopped',
  'not-protected-at-all',
  'peer-dead',
  'peer-restarted',
  'spi-unknown',
  'icv-wrong',
  'replayed',
  'padding-wrong',
  'inner-selectors-wrong',
  'clear-text-where-protection-required',
  'clear-text-allowed',
  'fell-back-to-clear',
  'blocked-by-policy',
  'blocked-by-driver-mode',
  'policy-source-failed',
  'policy-not-applied',
  'packets-lost',
  'packet-too-big',
  'one-sided-sa',
  'deleted-by-peer',
  'sequence-overflow',
  'no-sa',
  'sa-worn-out',
  'fragments-lost',
  'answers-from-elsewhere',
  'half-open-limit',
  'main-mode-hash-wrong',
  'hash-2-wrong',
  'hash-3-wrong',
  'decrypts-to-nonsense',
  'malformed-payload',
];

/** How many further findings are told. */
const MOST_ALSO = 8;

/** What failed, or that nothing did. Never throws. */
export function verdictOf(evidence: Evidence): Verdict {
  const findings = findingsOf(evidence);
  const chosen = decide(findings) ?? nothing(evidence);
  const entry = classEntry(chosen.class);
  const { failure } = chosen;
  const ownFailure = failure?.windowsError;
  const error = failure === undefined ? entry.error : (entry.error ?? ownFailure?.code);
  const certainty = certaintyOf(evidence, chosen);
  const considered = consideredOf(chosen, findings, certainty);
  const comparison = comparisonFor(chosen, findings);
  return {
    class: chosen.class,
    title: entry.title,
    meaning: entry.meaning,
    certainty,
    because: chosen.host === undefined ? chosen.seen : seenBy(chosen),
    negotiated: negotiatedOf(evidence),
    comparison: comparison?.failure?.comparison ?? [],
    firstDifference: comparison?.failure?.comparison.find(({ differs }) => differs),
    noticedBy: comparison?.host ?? chosen.host,
    where: failure?.where,
    sides: evidence.sides.map(sideView),
    retransmissions: resentMessages(evidence),
    sequenceNumbers: sequenceNumbers(evidence),
    windows: {
      event: failure?.auditEvent ?? entry.event,
      error:
        error === undefined ? undefined : { code: error, name: IKE_ERRORS.get(error)?.name ?? '' },
    },
    statistics: movedStatistics(evidence, entry.statistics),
    rule: entry.rule,
    fix:
      failure !== undefined &&
      failure.advice.length > 0 &&
      failure.told === undefined &&
      !chosen.generic &&
      chosen.certainty === 'certain'
        ? merged(entry.fix, failure.advice)
        : entry.fix,
    considered,
    also: findings
      .filter((one) => one !== chosen && one.class !== chosen.class)
      .slice(0, MOST_ALSO)
      .map((one) => (one.host === undefined ? one.seen : seenBy(one))),
    notKnown: beyondOneHost(evidence, chosen.class, certainty),
    troubles: evidence.troubles,
  };
}

function findingsOf(evidence: Evidence): readonly Finding[] {
  const { sides } = evidence;
  const ofEvents = sides.some(({ events }) => events.length > 0);
  if (!ofEvents) return [...ofPackets(evidence)].sort(byWeight);
  const open = [
    ...sides.flatMap(openFindings),
    ...bareFindings(evidence),
    ...sides.flatMap(forgetfulFindings),
  ];
  const found = [...judged(sides, sides.flatMap(eventFindings)), ...open];
  const [alone] = sides;
  if (sides.length > 1 || alone === undefined) return found.sort(byWeight);
  return [...aloneFindings(alone, [...found, ...toldInClear(evidence)])].sort(byWeight);
}

/** Without events: what packets show, and of a host what it asked and had no answer to. */
function ofPackets(evidence: Evidence): readonly Finding[] {
  const found = frameFindings(evidence);
  const [side] = evidence.sides;
  if (evidence.kind !== 'host' || side === undefined) return found;
  const open = found.map((one) =>
    one.class === 'unknown' ? { ...one, weight: WEIGHT.aside + 1 } : one,
  );
  return aloneFindings(side, open);
}

function byWeight(one: Finding, other: Finding): number {
  return (
    other.weight - one.weight ||
    Number(one.generic) - Number(other.generic) ||
    SURENESS[one.certainty] - SURENESS[other.certainty] ||
    Number(one.class === 'no-response') - Number(other.class === 'no-response') ||
    one.at - other.at
  );
}

const SURENESS: Readonly<Record<Certainty, number>> = { certain: 0, likely: 1, unknown: 2 };

function decide(findings: readonly Finding[]): Finding | undefined {
  return findings.find(({ weight }) => weight > WEIGHT.aside);
}

function nothing(evidence: Evidence): Finding {
  const hasEvents = evidence.sides.some(({ events }) => events.length > 0);
  if (!hasEvents && evidence.frames.length === 0) {
    return finding({
      class: 'unknown',
      certainty: 'unknown',
      weight: 0,
      at: 0,
      seen: 'there are neither events nor packets',
    });
  }
  return finding({
    class: 'none',
    weight: 0,
    at: 0,
    seen: 'nothing that was negotiated failed, and no packet was dropped that should have passed',
  });
}

/** What one side cannot know of the other is likely at most. */
function certaintyOf({ kind }: Evidence, chosen: Finding): Certainty {
  if (kind === 'run' || chosen.certainty !== 'certain') return chosen.certainty;
  // Whether a dropped message was made good only its sender can say.
  const isOpen =
    chosen.generic || chosen.class === 'one-sided-sa' || chosen.weight === WEIGHT.message;
  return isOpen || chosen.weight <= WEIGHT.recovered ? 'likely' : 'certain';
}

function consideredOf(
  chosen: Finding,
  findings: readonly Finding[],
  certainty: Certainty,
): readonly ClassId[] {
  const seen = findings.filter(({ weight }) => weight >= WEIGHT.allowed).map((one) => one.class);
  const isOpen = chosen.weight <= WEIGHT.recovered || chosen.weight === WEIGHT.message;
  const unseen = certainty === 'certain' || !isOpen ? [] : UNSEEN;
  return [...new Set([...chosen.others, ...seen, ...unseen])].filter((id) => id !== chosen.class);
}

/** The failure with a comparison that belongs to the class. */
function comparisonFor(chosen: Finding, findings: readonly Finding[]): Finding | undefined {
  if ((chosen.failure?.comparison.length ?? 0) > 0) return chosen;
  return findings.find(
    (one) => one.class === chosen.class && (one.failure?.comparison.length ?? 0) > 0,
  );
}

function seenBy({ host, seen, times }: Finding): string {
  return `${host}: ${seen}${times > 1 ? ` (${times} times)` : ''}`;
}

function merged(fix: readonly string[], advice: readonly string[]): readonly string[] {
  return advice.length > 0 ? advice : fix;
}
