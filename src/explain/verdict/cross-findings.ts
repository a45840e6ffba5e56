/** What only the events of several hosts together show. */

import type { HostEvent } from '../../host/events.ts';
import type { ClassId } from './classes.ts';
import type { SideEvidence } from './evidence.ts';
import { type Finding, finding, WEIGHT } from './finding.ts';
import { lostMessages } from './lost-messages.ts';
import { lostPackets } from './lost-packets.ts';
import { wornOut } from './worn-out.ts';

/**
 * Findings of all hosts, each judged by what the other hosts saw: a silence gets its reason, a guess is
 * kept where another host bears it out.
 */
export function judged(
  sides: readonly SideEvidence[],
  findings: readonly Finding[],
): readonly Finding[] {
  const both = [
    ...findings,
    ...oneSided(sides, findings),
    ...collisions(sides),
    ...lostMessages(sides),
    ...lostPackets(sides),
    ...sides.flatMap(wornOut),
  ];
  if (sides.length < 2) return withRecovery(both.map((one) => byItself(one, both)));
  return withRecovery(both.map((one) => byTheOthers(one, both, sides)));
}

function byTheOthers(
  one: Finding,
  all: readonly Finding[],
  sides: readonly SideEvidence[],
): Finding {
  if (one.class === 'clear-text-where-protection-required' && stopped(sides, one)) {
    const why = 'service-stopped';
    return { ...one, class: why, generic: false, others: [one.class] };
  }
  const isOpen = one.generic || one.certainty === 'likely';
  if (one.weight < WEIGHT.failedOnce || one.weight > WEIGHT.negotiation || !isOpen) return one;
  const others = all.filter(({ host }) => host !== one.host && host !== undefined);
  const same = others.find((other) => other.class === one.class && other.certainty === 'certain');
  if (same !== undefined && !one.generic) return { ...one, certainty: 'certain' };
  const failed = others.find(
    (other) =>
      other.negotiation === one.negotiation &&
      other.negotiation !== undefined &&
      !other.generic &&
      other.certainty === 'certain',
  );
  if (failed !== undefined && one.generic) {
    return { ...failed, weight: Math.max(one.weight, failed.weight), others: [one.class] };
  }
  const why = reasonFor(one, all) ?? (one.generic ? others.find(isDropped) : undefined);
  if (why !== undefined) return because(one, why);
  if (stopped(sides, one)) {
    return {
      ...one,
      class: 'service-stopped',
      certainty: 'certain',
      generic: false,
      others: [one.class],
    };
  }
  if (one.generic) return { ...one, certainty: 'certain' };
  // A guess of one host that nothing at the other bears out: its message never came to be judged.
  const heard = sides.some(({ name, events }) => name !== one.host && events.some(isIke));
  if (!heard || same !== undefined || others.some((other) => other.class === one.class)) return one;
  return {
    ...one,
    class: 'retransmission-exhausted',
    generic: true,
    certainty: 'likely',
    others: [one.class],
  };
}

/** What one host says, where it dropped messages itself while it waited. */
function byItself(one: Finding, all: readonly Finding[]): Finding {
  const isWaiting = one.generic && one.failure?.code === 'no-response';
  const why = isWaiting ? reasonFor(one, all) : undefined;
  return why === undefined ? one : because(one, why);
}

/** A message that some host dropped, and why; what anybody may send at any time says nothing. */
function reasonFor(one: Finding, all: readonly Finding[]): Finding | undefined {
  const dropped = all.filter((other) => isDropped(other) && !IN_PASSING.has(other.class));
  return dropped.find(({ host }) => host !== one.host) ?? dropped[0];
}

const IN_PASSING: ReadonlySet<ClassId> = new Set<ClassId>(['not-protected', 'bad-cookie']);

function isDropped({ weight }: Finding): boolean {
  return weight === WEIGHT.message;
}

function because(one: Finding, why: Finding): Finding {
  return {
    ...one,
    class: why.class,
    certainty: 'certain',
    generic: false,
    others: [one.class],
    host: why.host,
    seen: why.seen,
    times: why.times,
  };
}

function isIke({ kind }: HostEvent): boolean {
  return kind === 'isakmp-received' || kind === 'main-mode-started';
}

/** Whether the service of another host had stopped when somebody waited for it. */
function stopped(sides: readonly SideEvidence[], { host, at, generic }: Finding): boolean {
  return (
    generic &&
    sides.some(({ name, events }) => {
      if (name === host) return false;
      const last = events.findLast(
        (event) =>
          event.at <= at && (event.kind === 'service-started' || event.kind === 'service-stopped'),
      );
      // A host with the Windows system has a mode of its driver before its service ever runs.
      const isWindows = events.some(({ kind }) => kind === 'driver-mode');
      return isWindows && last?.kind !== 'service-started';
    })
  );
}

/** A quick mode that is up at one host and failed at the other: its last message was lost. */
function oneSided(sides: readonly SideEvidence[], findings: readonly Finding[]): Finding[] {
  const up = new Map<string, string>();
  for (const { name, events } of sides) {
    for (const event of events) {
      if (event.kind === 'quick-mode-established') up.set(keyOf(event), name);
    }
  }
  return sides.flatMap(({ name, events }) =>
    events.flatMap((event) => {
      if (event.kind !== 'quick-mode-failed' || event.failure.code !== 'no-response') return [];
      const other = up.get(keyOf(event));
      if (other === undefined || other === name) return [];
      // It came and was not taken: that is the reason.
      if (findings.some((one) => one.host === name && isDropped(one))) return [];
      return [
        finding({
          class: 'one-sided-sa',
          weight: WEIGHT.negotiation,
          at: event.at,
          host: name,
          seen: `the quick mode is up at ${other}, and ${name} waited for its last message in vain`,
          failure: event.failure,
        }),
      ];
    }),
  );
}

function keyOf({ initiatorCookie, messageId }: { initiatorCookie: string; messageId: number }) {
  return `${initiatorCookie} ${messageId}`;
}

/** Two pairs in place of one, begun by both hosts: within a host two renewals of the same pair. */
function collisions(sides: readonly SideEvidence[]): Finding[] {
  return sides.flatMap(({ name, events }) => {
    const renewals = events.filter(
      (event): event is Extract<HostEvent, { kind: 'quick-mode-started' }> =>
        event.kind === 'quick-mode-started',
    );
    const own = renewals.filter(({ role }) => role === 'initiator');
    const both = own.find((mine) =>
      renewals.some(
        (theirs) =>
          theirs.role === 'responder' &&
          theirs.policy === mine.policy &&
          overlap(events, mine.messageId, theirs.messageId),
      ),
    );
    if (both === undefined) return [];
    return [
      finding({
        class: 'rekey-collision',
        weight: WEIGHT.message + 5,
        at: both.at,
        host: name,
        seen: `both hosts negotiated "${both.policy}" at the same time`,
      }),
    ];
  });
}

/** Whether two quick modes of a host were under way at once. */
function overlap(events: readonly HostEvent[], one: number, other: number): boolean {
  const spanOf = (id: number): readonly [number, number] => {
    const own = events.filter((event) => 'messageId' in event && event.messageId === id);
    const over = own.find(
      ({ kind }) => kind === 'quick-mode-established' || kind === 'quick-mode-failed',
    );
    const from = own.find(({ kind }) => kind === 'quick-mode-started');
    return [from?.at ?? Number.POSITIVE_INFINITY, over?.at ?? Number.POSITIVE_INFINITY];
  };
  const [fromOne, toOne] = spanOf(one);
  const [fromOther, toOther] = spanOf(other);
  return fromOne <= toOther && fromOther <= toOne;
}

/** Messages that were dropped and sent again with success are no failure. */
export function withRecovery(findings: readonly Finding[]): readonly Finding[] {
  const failed = findings.some(({ weight }) => weight >= WEIGHT.failedOnce);
  const again = findings.some((one) => one.class === 'recovered');
  if (failed || !again) return findings;
  const lesser = (one: Finding): Finding =>
    one.weight === WEIGHT.message ? { ...one, weight: WEIGHT.aside } : one;
  const dropped = findings.filter(({ weight }) => weight === WEIGHT.message);
  const others: readonly ClassId[] = [...new Set(dropped.map((one) => one.class))];
  return findings.map((one) => (one.class === 'recovered' ? { ...one, others } : lesser(one)));
}
