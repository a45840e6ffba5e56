/**
 * The interpreter of exchanges. It alone owns turn-taking, duplicates, the chain of IVs, the check of
 * every message against its form, received and built, and what is sent again.
 */

import { assert } from '../../base/assert.ts';
import type { Path } from '../../base/batch.ts';
import { equal } from '../../base/bytes.ts';
import type { Random } from '../../base/random.ts';
import { copyOfMessage, messageRoom } from '../../base/slabs.ts';
import type { Instant } from '../../base/time.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import { DecodeError } from '../../wire/codec.ts';
import { FLAG_COMMIT, FLAG_ENCRYPTION, HEADER_OCTETS } from '../../wire/isakmp/header.ts';
import { encodeMessage } from '../../wire/isakmp/message.ts';
import type { Payload } from '../../wire/isakmp/payload.ts';
import { decodePayloads } from '../../wire/isakmp/payloads.ts';
import type { Effect, EffectResult } from '../effects.ts';
import type { IkeEvent, MessageFacts } from '../events.ts';
import type { Failure } from '../failure.ts';
import type { IsakmpSa } from '../isakmp-sa.ts';
import type { RiderContext, RidersOf } from '../riders/rider.ts';
import { type MayWait, waits } from './await.ts';
import type { Accepted, Built, Chain, Incoming } from './exchange.ts';
import { type Form, misfit, parseForm, payloadNames } from './form.ts';
import { faultOfHeaders, type HeaderFault } from './header-faults.ts';
import { decryptMessage, encryptMessage, faultOfPadding } from './message-cipher.ts';
import { factsOf, receivedEvent, sentEvent } from './message-facts.ts';
import { type AnyRun, type Arrival, isFinished, type OfSa, type Waiting } from './run.ts';
import { dropped, type Verdict, verdictOf } from './verdict.ts';

/** What the interpreter needs from the engine. */
export interface Surroundings {
  readonly provider: CryptoProvider;
  readonly random: Random;
  readonly natPort: number;
  readonly ridersOf: RidersOf;
  note(event: IkeEvent): void;
  now(): Instant;
  /** Sends a message of an SA, in fragments where that is agreed and it is large. */
  transmit(sa: IsakmpSa, message: Uint8Array, facts: MessageFacts): void;
  /** A message of phase 2 has proved itself, and this is where it came from. */
  cameFrom(sa: IsakmpSa, path: Path): void;
  /** Asks for an effect of an SA's exchange; its number. */
  ask(sa: IsakmpSa, effect: Effect): number;
  /** Whether this host has another main mode, or pairs, with the same peer. */
  hasOthers(sa: IsakmpSa): boolean;
}

/**
 * Builds and sends the next message, which must be this host's; answers a failure if it cannot be built.
 * A step that waits leaves `run.waiting`, and its message goes out later.
 */
export function speak<C extends OfSa, S>(
  run: AnyRun<C, S>,
  around: Surroundings,
): Failure | undefined {
  const { exchange, context, next } = run;
  const step = exchange.messages[next - 1]!;
  assert(step.from === run.role, `it is the peer's turn in ${exchange.name}`);
  const companions: Payload[] = [];
  for (const rider of around.ridersOf(exchange.name, next))
    companions.push(...rider.onBuild(riderContext(run, around), next));
  return utter(run, around, step.build(context, run.state, companions));
}

/** Sends what a step has built, once it is there. */
function utter<C extends OfSa, S>(
  run: AnyRun<C, S>,
  around: Surroundings,
  built: MayWait<Built<S>>,
): Failure | undefined {
  const { exchange, context, next } = run;
  const step = exchange.messages[next - 1]!;
  if (waits(built)) {
    wait(run, around, built.effect, undefined, {
      resume(result) {
        const failure = utter(run, around, built.resume(result));
        if (failure !== undefined) return { kind: 'failed', failure };
        return run.waiting === undefined ? { kind: 'accepted' } : { kind: 'waiting' };
      },
      giveUp: () => {},
    });
    return undefined;
  }
  if ('failure' in built) return built.failure;
  const form = parseForm(exchange.formOf(next, built.state));
  const fault = misfit(form, built.payloads);
  assert(fault === undefined, `built a message that does not fit its form: ${fault}`);
  run.state = built.state;
  const message = encode(run, form, built, step.commits?.(run.state) === true);
  step.sent?.(context, run.state);
  const names = payloadNames(form, built.payloads);
  const facts = factsOf(run, context.sa.path, next, form.encrypted, names, message.length);
  run.sent = { message, facts, times: 0, tries: 1 };
  run.next++;
  resend(run, around);
  return undefined;
}

/** Puts an exchange to rest until an effect is answered. */
function wait<C extends OfSa, S>(
  run: AnyRun<C, S>,
  around: Surroundings,
  effect: Effect,
  datagram: Uint8Array | undefined,
  then: Pick<Waiting, 'resume' | 'giveUp'>,
): void {
  const id = around.ask(run.context.sa, effect);
  const since = around.now();
  run.waiting = { id, effect: effect.kind, since, number: run.next, datagram, ...then };
}

/** Ends the waiting without an answer. */
export function giveUp<C extends OfSa, S>(run: AnyRun<C, S>): void {
  run.waiting?.giveUp();
  run.waiting = undefined;
}

/** Goes on with an exchange that waited. What the answer was for must still be `run.waiting`. */
export function goOn<C extends OfSa, S>(run: AnyRun<C, S>, result: EffectResult): Verdict {
  const { waiting } = run;
  assert(waiting !== undefined, 'an answer for an exchange that does not wait');
  run.waiting = undefined;
  return waiting.resume(result);
}

/** Sends the last message again because nothing came. */
export function retry<C extends OfSa, S>(run: AnyRun<C, S>, around: Surroundings): void {
  if (run.sent !== undefined) run.sent.tries++;
  resend(run, around);
}

/** Sends the last message again, or for the first time. */
export function resend<C extends OfSa, S>(run: AnyRun<C, S>, around: Surroundings): void {
  const sent = run.sent;
  if (sent === undefined) return;
  around.note(sentEvent(sent.facts, sent.times));
  sent.times++;
  around.transmit(run.context.sa, sent.message, sent.facts);
}

/**
 * Takes a datagram that belongs to this exchange. Whatever the octets, nothing of the exchange moves
 * unless the message is accepted: no state, no IV, no turn.
 */
export function listen<C extends OfSa, S>(
  run: AnyRun<C, S>,
  around: Surroundings,
  arrival: Arrival,
): Verdict {
  const { exchange, next } = run;
  const { datagram } = arrival;
  if (run.received !== undefined && equal(run.received.datagram, datagram))
    return answerDuplicate(run, around, arrival);
  if (run.rejected !== undefined && equal(run.rejected, datagram)) {
    noteReceived(run, around, arrival, 0, ['?'], true);
    return { kind: 'duplicate' };
  }
  if (run.waiting?.datagram !== undefined && equal(run.waiting.datagram, datagram)) {
    noteReceived(run, around, arrival, next, ['...'], true);
    return { kind: 'duplicate' };
  }
  const step = isFinished(run) ? undefined : exchange.messages[next - 1];
  if (step === undefined || step.from === run.role || run.waiting !== undefined) {
    return dropped('unexpected', `${exchange.name}: a message that comes late or out of turn`);
  }
  return conclude(run, around, arrival, hear(run, around, arrival));
}

/** Remembers what was dropped, and answers what was accepted. */
function conclude<C extends OfSa, S>(
  run: AnyRun<C, S>,
  around: Surroundings,
  { datagram }: Arrival,
  verdict: Verdict,
): Verdict {
  if (verdict.kind === 'dropped') run.rejected = copyOfMessage(datagram);
  if (verdict.kind === 'dropped' && verdict.failure !== undefined) run.suspicion = verdict.failure;
  if (verdict.kind !== 'accepted') return verdict;
  const mine = !isFinished(run) && run.exchange.messages[run.next - 1]?.from === run.role;
  const failure = mine ? speak(run, around) : undefined;
  if (failure !== undefined) return { kind: 'failed', failure };
  return run.waiting === undefined ? verdict : { kind: 'waiting' };
}

function hear<C extends OfSa, S>(
  run: AnyRun<C, S>,
  around: Surroundings,
  arrival: Arrival,
): Verdict {
  const { exchange, context, next } = run;
  const { header } = arrival;
  const where = `${exchange.name}, message ${next}`;
  const form = parseForm(exchange.formOf(next, run.state));
  const encrypted = (header.flags & FLAG_ENCRYPTION) !== 0;
  if (encrypted !== form.encrypted && (encrypted || !form.clearAllowed)) {
    return dropped(
      encrypted ? 'unexpected' : 'unprotected',
      `${where}: it is ${encrypted ? 'encrypted' : 'in clear'} (form: ${form.text})`,
    );
  }
  const opened = open(run, arrival, form);
  if ('symptom' in opened) {
    noteReceived(run, around, arrival, next, ['?'], false);
    if (!encrypted) {
      const { symptom, notify } = opened;
      return { ...dropped('malformed', `${where}: ${symptom}`), ...(notify && { notify }) };
    }
    return verdictOf(exchange.undecodable(context, run.state, where, opened.symptom), encrypted);
  }
  const { incoming } = opened;
  noteReceived(run, around, arrival, next, payloadNames(form, incoming.payloads), false);
  const step = exchange.messages[next - 1]!;
  return take(run, around, arrival, opened, step.accept(context, run.state, incoming));
}

/** Moves the exchange by what a step made of a message, once that is there. */
function take<C extends OfSa, S>(
  run: AnyRun<C, S>,
  around: Surroundings,
  arrival: Arrival,
  opened: Opened,
  accepted: MayWait<Accepted<S>>,
): Verdict {
  const { exchange, context, next } = run;
  const { incoming, nextChain } = opened;
  if (waits(accepted)) {
    // What the caller handed in is its own again after this call.
    const kept = keep(arrival);
    wait(run, around, accepted.effect, kept.datagram, {
      resume: (result) =>
        conclude(run, around, kept, take(run, around, kept, opened, accepted.resume(result))),
      giveUp: () => advance(run, nextChain),
    });
    return { kind: 'waiting' };
  }
  const { datagram, header, path } = arrival;
  const encrypted = (header.flags & FLAG_ENCRYPTION) !== 0;
  const isProven = 'state' in accepted || ('proven' in accepted && accepted.proven);
  // The IV of a refusal starts from the last block of phase 1 that both sides have (RFC 2409 App. B).
  if (isProven) advance(run, nextChain);
  if (!('state' in accepted)) return verdictOf(accepted, encrypted);
  run.state = accepted.state;
  // What came in clear was copied to be read: nothing of it has been changed.
  run.received = {
    datagram: encrypted ? copyOfMessage(datagram) : incoming.octets,
    number: next,
  };
  run.rejected = undefined;
  run.suspicion = undefined;
  run.next++;
  // RFC 3947 4: in phase 1 answers go to where the last good message came from.
  if (exchange.phase === 1) context.sa.path = path;
  else around.cameFrom(context.sa, path);
  for (const rider of around.ridersOf(exchange.name, next))
    rider.onAccept(riderContext(run, around), next, incoming);
  exchange.messages[next - 1]!.taken?.(context, run.state);
  return { kind: 'accepted' };
}

function keep({ header, datagram, path }: Arrival): Arrival {
  const initiatorCookie = header.initiatorCookie.slice();
  const responderCookie = header.responderCookie.slice();
  return {
    header: { ...header, initiatorCookie, responderCookie },
    datagram: copyOfMessage(datagram),
    path,
  };
}

/** A message decrypted, decoded and compared with its form. */
interface Opened {
  readonly incoming: Incoming;
  /** What the next message of the exchange starts from, once this one is accepted. */
  readonly nextChain: Chain | undefined;
}

/** Decrypts, decodes and checks a message against its form. */
function open<C extends OfSa, S>(
  run: AnyRun<C, S>,
  { header, datagram, path }: Arrival,
  form: Form,
): Opened | { readonly symptom: string; readonly notify?: HeaderFault['notify'] } {
  let octets: Uint8Array;
  let nextChain: Chain | undefined;
  const encrypted = (header.flags & FLAG_ENCRYPTION) !== 0;
  if (encrypted) {
    const { cbc, iv } = chainOf(run)!;
    const clear = decryptMessage(cbc, iv, datagram);
    if (clear === undefined) return { symptom: 'its length is no multiple of the cipher block' };
    octets = clear.message;
    nextChain = { cbc, iv: clear.nextIv };
  } else octets = copyOfMessage(datagram);
  try {
    const { payloads, end } = decodePayloads(header.nextPayload, octets, HEADER_OCTETS);
    const behind = nextChain && faultOfPadding(nextChain.cbc, octets.subarray(end));
    const odd = faultOfHeaders(payloads);
    if (odd !== undefined) return { symptom: odd.why, notify: odd.notify };
    const symptom = misfit(form, payloads) ?? behind;
    if (symptom !== undefined) return { symptom };
    const commit = (header.flags & FLAG_COMMIT) !== 0;
    return {
      incoming: { payloads, octets, chainEnd: end, messageId: header.messageId, commit, path },
      nextChain,
    };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return { symptom: error.message };
  }
}

function encode<C extends OfSa, S>(
  run: AnyRun<C, S>,
  form: Form,
  { payloads, hashed }: { readonly payloads: readonly Payload[]; readonly hashed?: Uint8Array },
  commits: boolean,
): Uint8Array {
  const { sa } = run.context;
  const header = {
    initiatorCookie: sa.initiatorCookie,
    responderCookie: sa.responderCookie,
    majorVersion: 1,
    minorVersion: 0,
    exchangeType: run.exchange.type,
    flags: (form.encrypted ? FLAG_ENCRYPTION : 0) | (commits ? FLAG_COMMIT : 0),
    messageId: run.messageId,
  };
  const clear = encodeMessage(header, payloads, messageRoom, hashed);
  if (!form.encrypted) return clear;
  const chain = chainOf(run)!;
  const { message, nextIv } = encryptMessage(chain.cbc, chain.iv, clear);
  run.chain = { cbc: chain.cbc, iv: nextIv };
  return message;
}

function advance<C extends OfSa, S>(run: AnyRun<C, S>, nextChain: Chain | undefined): void {
  if (nextChain !== undefined) run.chain = nextChain;
}

function chainOf<C extends OfSa, S>(run: AnyRun<C, S>): Chain | undefined {
  return run.chain ?? run.exchange.firstChain(run.context, run.state);
}

/** RFC 2408 5.1: the same octets again mean that the answer was lost; it is sent again, if there was one. */
function answerDuplicate<C extends OfSa, S>(
  run: AnyRun<C, S>,
  around: Surroundings,
  arrival: Arrival,
): Verdict {
  const { number } = run.received!;
  noteReceived(run, around, arrival, number, ['...'], true);
  if (run.sent !== undefined && run.sent.facts.number > number) resend(run, around);
  return { kind: 'duplicate' };
}

function riderContext<C extends OfSa, S>(run: AnyRun<C, S>, around: Surroundings): RiderContext {
  const { provider, random, natPort, note } = around;
  const { sa } = run.context;
  return {
    sa,
    hash: run.exchange.hashOf(run.context, run.state),
    provider,
    random,
    natPort,
    hasOthers: () => around.hasOthers(sa),
    note,
  };
}

function noteReceived<C extends OfSa, S>(
  run: AnyRun<C, S>,
  around: Surroundings,
  { header, datagram, path }: Arrival,
  number: number,
  payloads: readonly string[],
  duplicate: boolean,
): void {
  const encrypted = (header.flags & FLAG_ENCRYPTION) !== 0;
  const facts = factsOf(run, path, number, encrypted, payloads, datagram.length);
  around.note(receivedEvent(facts, duplicate));
}
