/** What may stand behind a silence, by what came to this host in place of an answer. */

import type { HostEvent } from '../../../host/events.ts';
import { isErrorNotify, NOTIFY, notifyName } from '../../../wire/numbers/isakmp.ts';
import type { ClassId } from '../classes.ts';
import type { SideEvidence } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import { type Method, meaningOf } from '../notify-meanings.ts';

type Failed = Extract<HostEvent, { kind: 'main-mode-failed' | 'quick-mode-failed' }>;

/** So many answers to messages that this host never sent show that somebody else asks in its name. */
const LEAST_FOREIGN_ANSWERS = 4;

/** A failure of one host, with the reason that what it heard bears out; never certain. */
export function withReason(one: Finding, side: SideEvidence): Finding {
  const event = failureOf(one, side);
  if (event === undefined) return one;
  const told = READINGS.map((read) => read(event, side)).find((reading) => reading !== undefined);
  if (told === undefined || told.class === one.class) return one;
  return {
    ...one,
    class: told.class,
    certainty: 'likely',
    generic: true,
    seen: `${one.seen}; ${told.why}`,
    others: [...new Set([...(told.others ?? []), one.class, ...one.others])],
  };
}

/** The strongest first. */
const READINGS: readonly ((event: Failed, side: SideEvidence) => Told | undefined)[] = [
  byNotify,
  bySilentPeer,
  byPort,
  byCookies,
  byAnother,
  byWhatEspialSays,
  byAggressive,
];

interface Told {
  readonly class: ClassId;
  readonly why: string;
  readonly others?: readonly ClassId[];
}

/** The event behind a finding, if it tells of a silence or of a guess made from one. */
function failureOf({ failure, at }: Finding, { events }: SideEvidence): Failed | undefined {
  if (failure === undefined || !SILENT.has(failure.code)) return undefined;
  return events.find(
    (event): event is Failed =>
      (event.kind === 'main-mode-failed' || event.kind === 'quick-mode-failed') &&
      event.at === at &&
      event.failure.code === failure.code,
  );
}

const SILENT: ReadonlySet<string> = new Set([
  'no-response',
  'proof-unanswered',
  'preshared-keys-likely-differ',
]);

/** A notify in clear: nobody vouches for it, and it fits. */
function byNotify(event: Failed, { events }: SideEvidence): Told | undefined {
  const heard = events.filter(
    (other): other is Extract<HostEvent, { kind: 'notify-received' }> =>
      other.kind === 'notify-received' &&
      !other.authenticated &&
      other.initiatorCookie === event.initiatorCookie &&
      other.notify !== NOTIFY['INVALID-COOKIE'],
  );
  const [first] = heard;
  if (first === undefined) return undefined;
  const method = methodOf(event);
  const isAggressive = event.failure.where.startsWith('aggressive');
  const why = `${notifyName(first.notify)} came in clear`;
  if (first.notify === NOTIFY['UNSUPPORTED-EXCHANGE-TYPE'] && isAggressive) {
    return { class: 'aggressive-mode-off', why, others: ['exchange-not-spoken'] };
  }
  if (method === 'pre-shared key' && /message 5/.test(event.failure.where)) {
    // Who cannot read message 5 says that it is malformed; who reads it and finds the hash wrong says this.
    if (first.notify !== NOTIFY['AUTHENTICATION-FAILED']) return undefined;
    return { class: 'main-mode-hash-wrong', why, others: ['preshared-keys-differ'] };
  }
  if (method === 'Kerberos' && isAcceptedLater(event, events)) {
    return {
      class: 'kerberos-clock-skew',
      why: `${why}, and later the same was accepted with the same policy: what changes by itself is the time`,
      others: ['kerberos-refused', 'kerberos-ticket-expired', 'kerberos-no-ticket'],
    };
  }
  const { class: id, others = [] } = meaningOf(first.notify, method);
  return { class: id, why, others };
}

function methodOf(event: Failed): Method {
  const { authentication } = event.kind === 'main-mode-failed' ? event : { authentication: '' };
  if (authentication === 'pre-shared key' || authentication === 'Kerberos') return authentication;
  return authentication?.includes('signature') ? 'signatures' : undefined;
}

function isAcceptedLater(event: Failed, events: readonly HostEvent[]): boolean {
  const accepted = events.find(
    (other) =>
      other.at > event.at &&
      other.kind === 'main-mode-established' &&
      other.peerName === event.peerName,
  );
  return (
    accepted !== undefined &&
    !events.some(({ kind, at }) => kind === 'policy-applied' && at > event.at && at < accepted.at)
  );
}

/** Nothing answered message 1, and yet there is a sign of life of that host. */
function bySilentPeer(event: Failed, { events, frames }: SideEvidence): Told | undefined {
  if (!/^(main|aggressive) mode, message 1$/.test(event.failure.where)) return undefined;
  const peer = event.remote.address.text;
  const isPeer = (other: HostEvent): boolean =>
    'remote' in other && typeof other.remote === 'object' && other.remote.address.text === peer;
  const before = events.filter((other) => other.at < event.at && isPeer(other));
  const left = before.findLast(
    (other) => other.kind === 'main-mode-ended' && other.reason === 'deleted-by-peer',
  );
  const isUp = before.some(
    (other) => left !== undefined && other.at > left.at && other.kind === 'main-mode-established',
  );
  const begun = events.find(
    (other) =>
      other.kind === 'main-mode-started' && other.initiatorCookie === event.initiatorCookie,
  );
  const lives = frames.some(({ source, at }) => source === peer && at > (begun?.at ?? event.at));
  if (left !== undefined && !isUp && lives) {
    return {
      class: 'service-stopped',
      why: 'the peer had answered before, took its SAs down, and is still there',
      others: ['no-policy', 'policy-changed'],
    };
  }
  const foreign = events.filter(
    (other) =>
      other.kind === 'isakmp-dropped' &&
      other.reason === 'invalid-cookie' &&
      /^(main|aggressive) mode/.test(other.detail) &&
      isPeer(other),
  );
  if (foreign.length >= LEAST_FOREIGN_ANSWERS) {
    return {
      class: 'half-open-limit',
      why: `${foreign.length} answers came to messages that this host never sent, so the peer is kept busy in its name`,
    };
  }
  const isAlive = frames.some(({ source, clear }) => source === peer && clear !== undefined);
  if (!isAlive) return undefined;
  const speaksLater = events.some(
    (other) =>
      other.at > event.at &&
      other.kind === 'main-mode-started' &&
      other.role === 'responder' &&
      isPeer(other),
  );
  return speaksLater
    ? {
        class: 'service-stopped',
        why: 'the peer lives, for its packets come in clear, and later it negotiates of its own accord',
        others: ['no-policy'],
      }
    : {
        class: 'no-policy',
        why: 'the peer lives, for its packets come in clear, and does not speak IKE with this host',
        others: ['service-stopped', 'blocked-by-policy'],
      };
}

/** Everything was answered until the ports changed. */
function byPort(event: Failed, { events }: SideEvidence): Told | undefined {
  const floated = events.some(
    (other) => other.kind === 'port-floated' && other.initiatorCookie === event.initiatorCookie,
  );
  const answered = events.some(
    (other) =>
      other.kind === 'isakmp-received' &&
      other.initiatorCookie === event.initiatorCookie &&
      other.remote.port === event.remote.port,
  );
  if (!floated || answered) return undefined;
  return {
    class: 'retransmission-exhausted',
    why: `nothing ever came back on port ${event.remote.port}, to which both moved`,
  };
}

/** This host waited, and dropped what came with other cookies from the same place. */
function byCookies(
  { remote, role, at, failure }: Failed,
  { events }: SideEvidence,
): Told | undefined {
  if (role !== 'responder' || !failure.where.startsWith('main mode')) return undefined;
  const dropped = events.filter(
    (other) =>
      other.kind === 'isakmp-dropped' &&
      other.reason === 'invalid-cookie' &&
      other.detail.startsWith('main mode') &&
      other.remote.address.text === remote.address.text &&
      other.at <= at,
  );
  if (dropped.length < 2) return undefined;
  return {
    class: 'bad-cookie',
    why: `${dropped.length} messages came from there with cookies that belong to nothing here`,
  };
}

/** The peer let one quick mode be, and completed another one for the same traffic. */
function byAnother(event: Failed, { events }: SideEvidence): Told | undefined {
  if (event.kind !== 'quick-mode-failed' || event.role !== 'responder') return undefined;
  const begun = events.find(
    (other) => other.kind === 'quick-mode-started' && other.messageId === event.messageId,
  );
  const another = events.some(
    (other) =>
      other.kind === 'quick-mode-established' &&
      other.role === 'responder' &&
      other.policy === event.policy &&
      other.messageId !== event.messageId &&
      begun !== undefined &&
      other.at > begun.at &&
      other.at <= event.at,
  );
  if (!another) return undefined;
  return {
    class: 'policy-changed',
    why: 'meanwhile the peer completed another quick mode for the same, so it had dropped this one itself',
    others: ['cancelled', 'rekey-collision'],
  };
}

/** An Espial that cannot read message 5 says so in clear. */
function byWhatEspialSays(event: Failed, { frames }: SideEvidence): Told | undefined {
  const isGuess = event.failure.code === 'preshared-keys-likely-differ';
  const isEspial = frames.some(
    ({ ike, source }) =>
      ike?.espial === true &&
      ike.initiatorCookie === event.initiatorCookie &&
      source === event.remote.address.text,
  );
  const told = frames.some(
    ({ ike }) => ike?.initiatorCookie === event.initiatorCookie && ike.notifies.some(isError),
  );
  if (!isGuess || !isEspial || told) return undefined;
  return {
    class: 'retransmission-exhausted',
    why: 'the peer is an Espial, which says so if it cannot read message 5, and nothing came',
    others: ['preshared-keys-differ'],
  };
}

function isError({ type }: { readonly type: number }): boolean {
  return isErrorNotify(type);
}

/** Hosts without aggressive mode drop its first message without a word. */
function byAggressive({ failure }: Failed): Told | undefined {
  if (failure.where !== 'aggressive mode, message 1') return undefined;
  return {
    class: 'aggressive-mode-off',
    why: 'hosts that do not allow aggressive mode drop its first message without a word',
    others: ['no-response', 'no-policy'],
  };
}
