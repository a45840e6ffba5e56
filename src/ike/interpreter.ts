/**
 * The interpreter of exchanges. It alone owns turn-taking, duplicates, the chain of IVs, the check of
 * every message against its form, received and built, and what is sent again.
 */

import { assert } from '../base/assert.ts';
import type { Path } from '../base/batch.ts';
import { copy, equal } from '../base/bytes.ts';
import type { Timer } from '../base/heap.ts';
import type { Random } from '../base/random.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import { DecodeError } from '../wire/codec.ts';
import { FLAG_ENCRYPTION, HEADER_OCTETS, type IsakmpHeader } from '../wire/isakmp/header.ts';
import { encodeMessage } from '../wire/isakmp/message.ts';
import type { DecodedPayload } from '../wire/isakmp/payload.ts';
import { decodePayloads } from '../wire/isakmp/payloads.ts';
import type { IkeEvent, MessageFacts } from './events.ts';
import type { Chain, DropCause, Exchange, Incoming, Refusal, Role } from './exchange.ts';
import type { Failure } from './failure.ts';
import { type Form, misfit, parseForm, payloadNames } from './form.ts';
import { type IsakmpSa, type MainModeState, scopeOf } from './isakmp-sa.ts';
import { decryptMessage, encryptMessage, faultOfPadding } from './message-cipher.ts';
import type { Rider } from './riders/rider.ts';

/** What every exchange's context holds. */
interface OfSa {
  readonly sa: IsakmpSa;
}

/** An exchange under way, or finished and kept to answer duplicates. */
export interface Run<C extends OfSa, S, W> {
  readonly exchange: Exchange<C, S>;
  readonly context: C;
  readonly role: Role;
  readonly messageId: number;
  readonly timer: Timer<W>;
  state: S;
  /** The message, from 1, that comes next; one more than there are when finished. */
  next: number;
  chain: Chain | undefined;
  /** What went out last, how often, and as which message. */
  sent: { readonly message: Uint8Array; readonly facts: MessageFacts; times: number } | undefined;
  /** What was accepted last: the same octets again are a duplicate. */
  received: { readonly datagram: Uint8Array; readonly number: number } | undefined;
  /** What was dropped last: the same octets again are not looked at again. */
  rejected: Uint8Array | undefined;
  /** What a time-out will be explained with. */
  suspicion: Failure | undefined;
}

/** What the interpreter needs from the engine. */
export interface Surroundings {
  readonly provider: CryptoProvider;
  readonly random: Random;
  readonly natPort: number;
  readonly riders: readonly Rider[];
  note(event: IkeEvent): void;
  transmit(path: Path, message: Uint8Array): void;
}

export type Verdict =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'duplicate' }
  | {
      readonly kind: 'dropped';
      readonly cause: DropCause;
      readonly detail: string;
      readonly failure?: Failure;
    }
  /** `number` is the message that it failed at; `spi` names the offer that is refused. */
  | { readonly kind: 'failed'; readonly failure: Failure; readonly spi?: Uint8Array };

type AnyRun<C extends OfSa, S> = Run<C, S, unknown>;

/** An exchange before its first message. */
export function newRun<C extends OfSa, S, W>(
  exchange: Exchange<C, S>,
  context: C,
  role: Role,
  messageId: number,
  timer: Timer<W>,
  state: S,
): Run<C, S, W> {
  return {
    exchange,
    context,
    role,
    messageId,
    timer,
    state,
    next: 1,
    chain: undefined,
    sent: undefined,
    received: undefined,
    rejected: undefined,
    suspicion: undefined,
  };
}

/** Whether nothing more is to come. */
export function isFinished<C extends OfSa, S>(run: AnyRun<C, S>): boolean {
  return run.next > run.exchange.messages.length;
}

/** Builds and sends the next message, which must be this host's; answers a failure if it cannot be built. */
export function speak<C extends OfSa, S>(
  run: AnyRun<C, S>,
  around: Surroundings,
): Failure | undefined {
  const { exchange, context, next } = run;
  const step = exchange.messages[next - 1]!;
  assert(step.from === run.role, `it is the peer's turn in ${exchange.name}`);
  const companions = ridersOf(run, around, next).flatMap((rider) =>
    rider.onBuild(riderContext(run, around), next),
  );
  const built = step.build(context, run.state, companions);
  if ('failure' in built) return built.failure;
  const form = parseForm(exchange.formOf(next, built.state));
  const fault = misfit(form, built.payloads);
  assert(fault === undefined, `built a message that does not fit its form: ${fault}`);
  run.state = built.state;
  const message = encode(run, form, built.payloads);
  step.sent?.(context, run.state);
  const facts = factsOf(
    run,
    context.sa.path,
    next,
    form.encrypted,
    payloadNames(form, built.payloads),
    message.length,
  );
  run.sent = { message, facts, times: 0 };
  run.next++;
  resend(run, around);
  return undefined;
}

/** Sends the last message again, or for the first time. */
export function resend<C extends OfSa, S>(run: AnyRun<C, S>, around: Surroundings): void {
  const sent = run.sent;
  if (sent === undefined) return;
  around.note({ kind: 'isakmp-sent', ...sent.facts, repeat: sent.times });
  sent.times++;
  around.transmit(run.context.sa.path, sent.message);
}

/**
 * Takes a datagram that belongs to this exchange. Whatever the octets, nothing of the exchange moves
 * unless the message is accepted: no state, no IV, no turn.
 */
export function listen<C extends OfSa, S>(
  run: AnyRun<C, S>,
  around: Surroundings,
  header: IsakmpHeader,
  datagram: Uint8Array,
  path: Path,
): Verdict {
  const { exchange, next } = run;
  if (run.received !== undefined && equal(run.received.datagram, datagram))
    return duplicate(run, around, header, path);
  if (run.rejected !== undefined && equal(run.rejected, datagram)) {
    noteReceived(run, around, path, 0, header, ['?'], datagram.length, true);
    return { kind: 'duplicate' };
  }
  const step = exchange.messages[next - 1];
  if (step === undefined || step.from === run.role) {
    return dropped('unexpected', `${exchange.name}: a message that comes late or out of turn`);
  }
  const verdict = hear(run, around, header, datagram, path);
  if (verdict.kind === 'dropped') run.rejected = copy(datagram);
  if (verdict.kind === 'dropped' && verdict.failure !== undefined) run.suspicion = verdict.failure;
  if (verdict.kind !== 'accepted') return verdict;
  const mine = exchange.messages[run.next - 1]?.from === run.role;
  const failure = mine ? speak(run, around) : undefined;
  return failure === undefined ? verdict : { kind: 'failed', failure };
}

function hear<C extends OfSa, S>(
  run: AnyRun<C, S>,
  around: Surroundings,
  header: IsakmpHeader,
  datagram: Uint8Array,
  path: Path,
): Verdict {
  const { exchange, context, next } = run;
  const where = `${exchange.name}, message ${next}`;
  const form = parseForm(exchange.formOf(next, run.state));
  const encrypted = (header.flags & FLAG_ENCRYPTION) !== 0;
  if (encrypted !== form.encrypted) {
    return dropped(
      encrypted ? 'unexpected' : 'unprotected',
      `${where}: it is ${encrypted ? 'encrypted' : 'in clear'} (form: ${form.text})`,
    );
  }
  const opened = open(run, header, datagram, path, form);
  if ('symptom' in opened) {
    noteReceived(run, around, path, next, header, ['?'], datagram.length, false);
    if (!form.encrypted) return dropped('malformed', `${where}: ${opened.symptom}`);
    return verdictOf(
      exchange.undecodable(context, run.state, where, opened.symptom),
      form.encrypted,
    );
  }
  const { incoming, nextIv } = opened;
  noteReceived(
    run,
    around,
    path,
    next,
    header,
    payloadNames(form, incoming.payloads),
    datagram.length,
    false,
  );
  const step = exchange.messages[next - 1]!;
  const accepted = step.accept(context, run.state, incoming);
  const isProven = 'state' in accepted || ('proven' in accepted && accepted.proven);
  // The IV of a refusal starts from the last block of phase 1 that both sides have (RFC 2409 App. B).
  if (isProven && nextIv !== undefined) run.chain = { cbc: chainOf(run)!.cbc, iv: nextIv };
  if (!('state' in accepted)) return verdictOf(accepted, form.encrypted);
  run.state = accepted.state;
  run.received = { datagram: copy(datagram), number: next };
  run.rejected = undefined;
  run.suspicion = undefined;
  run.next++;
  // RFC 3947 4: in phase 1 answers go to where the last good message came from.
  if (exchange.phase === 1) context.sa.path = path;
  for (const rider of ridersOf(run, around, next))
    rider.onAccept(riderContext(run, around), next, incoming);
  step.taken?.(context, run.state);
  return { kind: 'accepted' };
}

/** Decrypts, decodes and checks a message against its form. */
function open<C extends OfSa, S>(
  run: AnyRun<C, S>,
  header: IsakmpHeader,
  datagram: Uint8Array,
  path: Path,
  form: Form,
):
  | { readonly incoming: Incoming; readonly nextIv: Uint8Array | undefined }
  | { readonly symptom: string } {
  let octets = copy(datagram);
  let nextIv: Uint8Array | undefined;
  if (form.encrypted) {
    const chain = chainOf(run)!;
    const clear = decryptMessage(chain.cbc, chain.iv, octets);
    if (clear === undefined) return { symptom: 'its length is no multiple of the cipher block' };
    octets = clear.message;
    nextIv = clear.nextIv;
  }
  try {
    const { payloads, end } = decodePayloads(header.nextPayload, octets, HEADER_OCTETS);
    const behind = form.encrypted
      ? faultOfPadding(chainOf(run)!.cbc, octets.subarray(end))
      : undefined;
    const symptom = faultOfReserved(payloads) ?? misfit(form, payloads) ?? behind;
    if (symptom !== undefined) return { symptom };
    return {
      incoming: { payloads, octets, chainEnd: end, messageId: header.messageId, path },
      nextIv,
    };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return { symptom: error.message };
  }
}

/** RFC 2408 5.3: the reserved octet of a generic header must be zero. */
function faultOfReserved(payloads: readonly DecodedPayload[]): string | undefined {
  const odd = payloads.find((payload) => payload.reserved !== undefined && payload.reserved !== 0);
  return odd === undefined ? undefined : `the reserved octet at off=${odd.start + 1} is not zero`;
}

function encode<C extends OfSa, S>(
  run: AnyRun<C, S>,
  form: Form,
  payloads: Parameters<typeof encodeMessage>[1],
): Uint8Array {
  const { sa } = run.context;
  const header = {
    initiatorCookie: sa.initiatorCookie,
    responderCookie: sa.responderCookie,
    majorVersion: 1,
    minorVersion: 0,
    exchangeType: run.exchange.type,
    flags: form.encrypted ? FLAG_ENCRYPTION : 0,
    messageId: run.messageId,
  };
  const clear = encodeMessage(header, payloads);
  if (!form.encrypted) return clear;
  const chain = chainOf(run)!;
  const { message, nextIv } = encryptMessage(chain.cbc, chain.iv, clear);
  run.chain = { cbc: chain.cbc, iv: nextIv };
  return message;
}

function chainOf<C extends OfSa, S>(run: AnyRun<C, S>): Chain | undefined {
  return run.chain ?? run.exchange.firstChain(run.context, run.state);
}

/** RFC 2408 5.1: the same octets again mean that the answer was lost; it is sent again, if there was one. */
function duplicate<C extends OfSa, S>(
  run: AnyRun<C, S>,
  around: Surroundings,
  header: IsakmpHeader,
  path: Path,
): Verdict {
  const { datagram, number } = run.received!;
  noteReceived(run, around, path, number, header, ['...'], datagram.length, true);
  if (run.sent !== undefined && run.sent.facts.number > number) resend(run, around);
  return { kind: 'duplicate' };
}

function verdictOf(refusal: Refusal, encrypted: boolean): Verdict {
  if ('drop' in refusal) return dropped(refusal.drop, refusal.detail);
  const { failure, proven, spi } = refusal;
  if (proven) return { kind: 'failed', failure, ...(spi === undefined ? {} : { spi }) };
  const detail = `${failure.where}: ${failure.title} ${failure.detail}`;
  return { kind: 'dropped', cause: encrypted ? 'undecryptable' : 'malformed', detail, failure };
}

function dropped(cause: DropCause, detail: string): Verdict {
  return { kind: 'dropped', cause, detail };
}

function ridersOf<C extends OfSa, S>(
  run: AnyRun<C, S>,
  around: Surroundings,
  number: number,
): readonly Rider[] {
  return around.riders.filter(
    (rider) => rider.exchange === run.exchange.name && rider.messages.includes(number),
  );
}

function riderContext<C extends OfSa, S>(run: AnyRun<C, S>, around: Surroundings) {
  const { provider, random, natPort, note } = around;
  return {
    sa: run.context.sa,
    state: run.state as unknown as MainModeState,
    provider,
    random,
    natPort,
    note,
  };
}

function noteReceived<C extends OfSa, S>(
  run: AnyRun<C, S>,
  around: Surroundings,
  path: Path,
  number: number,
  header: IsakmpHeader,
  payloads: readonly string[],
  octets: number,
  isDuplicate: boolean,
): void {
  const encrypted = (header.flags & FLAG_ENCRYPTION) !== 0;
  const facts = factsOf(run, path, number, encrypted, payloads, octets);
  around.note({ kind: 'isakmp-received', ...facts, duplicate: isDuplicate });
}

function factsOf<C extends OfSa, S>(
  run: AnyRun<C, S>,
  path: Path,
  number: number,
  encrypted: boolean,
  payloads: readonly string[],
  octets: number,
): MessageFacts {
  const { initiatorCookie, responderCookie } = scopeOf(run.context.sa);
  return {
    local: path.local,
    remote: path.remote,
    initiatorCookie,
    responderCookie,
    exchange: run.exchange.name,
    number,
    messageId: run.messageId,
    encrypted,
    payloads,
    octets,
  };
}
