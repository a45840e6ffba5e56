/**
 * Dead peer detection (RFC 3706). A peer that has been silent for the time that policy says is asked
 * whether it lives. Every try is a message of its own with the next number: section 6.2 has each
 * R-U-THERE count one up, and peers that remember message ids answer no message twice. An answer to
 * any try of the question counts, and so does anything else that the peer proves meanwhile.
 */

import { equal, readU32, u32 } from '../../../base/bytes.ts';
import { SECOND } from '../../../base/time.ts';
import type { NotifyPayload } from '../../../wire/isakmp/payload.ts';
import { NOTIFY, PROTOCOL } from '../../../wire/numbers/isakmp.ts';
import type { EngineState } from '../../engine-state.ts';
import { peerDoesNotAnswer } from '../../failures/peer-gone.ts';
import { cookiesOf, scopeOf } from '../../isakmp-sa.ts';
import { notifyPayload } from '../../script/make-payload.ts';
import { forgetPeer } from '../forget-peer.ts';
import { mayTakeMessageId } from '../message-ids.ts';
import { isEstablished, type Negotiation } from '../negotiation.ts';
import { samePeerAs } from '../same-peer.ts';
import { idleOf, lastProof, type Question, watchOver } from '../watch.ts';
import { sendAgain, sendInformational } from './informational-send.ts';

/** The watch's timer has run out: ask, ask again, or give the peer up. */
export function watchTimeout(engine: EngineState, entry: Negotiation): void {
  if (!isEstablished(entry)) return;
  const question = entry.watch?.question;
  const last = lastProof(engine, entry);
  if (question === undefined) return considerAsking(engine, entry, last);
  if (last > question.askedAt) return settled(engine, entry, question, 'traffic');
  if (question.tries < entry.sa.peer.timers.retransmitGaps.length) ask(engine, entry, question);
  else giveUp(engine, entry, question, last);
}

/**
 * Something that nobody vouches for says that the peer has lost its SAs. To believe it would let a
 * stranger end them; to ask costs one message, and the answer is proof.
 */
export function askBecauseOfHint(engine: EngineState, entry: Negotiation): void {
  if (idleOf(entry) === undefined || entry.watch?.question !== undefined) return;
  if (!mayTakeMessageId(entry)) return;
  if (!engine.restraint.questions.take(entry.sa.peer.name, engine.now)) return;
  begin(engine, entry, 'hint', engine.now - lastProof(engine, entry));
}

/** The peer asks. It is answered even where this host itself never asks; a fault is a sentence. */
export function receiveAsk(
  engine: EngineState,
  entry: Negotiation,
  payload: NotifyPayload,
  datagram: Uint8Array,
): string | undefined {
  const sequence = sequenceOf(entry, payload);
  if (typeof sequence === 'string') return sequence;
  const watch = watchOver(entry);
  // RFC 3706 6.2 allows a window: what got lost on the way must not make this host look dead. The
  // same number again is a peer that numbers its questions and not its tries.
  if (watch.peerSequence !== undefined && sequence < watch.peerSequence) {
    return `R-U-THERE ${sequence} comes after R-U-THERE ${watch.peerSequence}`;
  }
  watch.peerSequence = sequence;
  const answer = sequencePayload(entry, NOTIFY['R-U-THERE-ACK'], sequence);
  const sent = sendInformational(engine, entry, [answer]);
  engine.answers.remember(datagram, () => sendAgain(engine, sent));
  return undefined;
}

/** The peer answers. A fault is a sentence. */
export function receiveAnswer(
  engine: EngineState,
  entry: Negotiation,
  payload: NotifyPayload,
): string | undefined {
  const sequence = sequenceOf(entry, payload);
  if (typeof sequence === 'string') return sequence;
  const { question, ownSequence } = watchOver(entry);
  if (question === undefined || ownSequence === undefined) {
    return `R-U-THERE-ACK ${sequence} answers nothing that was asked`;
  }
  if (sequence < question.first || sequence > ownSequence) {
    return `R-U-THERE-ACK ${sequence} does not answer R-U-THERE ${ownSequence}`;
  }
  settled(engine, entry, question, 'answer');
  return undefined;
}

function considerAsking(engine: EngineState, entry: Negotiation, last: number): void {
  const idle = idleOf(entry);
  if (idle === undefined) return;
  // As the timer was armed: with fractions of milliseconds `now - last` may come out a little less.
  if (engine.now < last + idle) engine.timers.arm(entry.watchTimer, last + idle);
  // One main mode asks for all that is held with the peer: the one that new exchanges use.
  else if (entry.replacedBy !== undefined) engine.timers.arm(entry.watchTimer, engine.now + idle);
  else begin(engine, entry, 'idle', engine.now - last);
}

function begin(
  engine: EngineState,
  entry: Negotiation,
  cause: 'idle' | 'hint',
  silentMilliseconds: number,
): void {
  const first = nextSequence(entry);
  const question: Question = { askedAt: engine.now, first, tries: 0 };
  watchOver(entry).question = question;
  engine.options.note({
    kind: 'peer-asked',
    ...scopeOf(entry.sa),
    cause,
    silentMilliseconds,
    sequence: first,
  });
  ask(engine, entry, question);
}

function ask(engine: EngineState, entry: Negotiation, question: Question): void {
  const { sa } = entry;
  const sequence = question.tries === 0 ? question.first : nextSequence(entry);
  watchOver(entry).ownSequence = sequence;
  const gap = sa.peer.timers.retransmitGaps[question.tries] ?? 0;
  question.tries++;
  engine.timers.arm(entry.watchTimer, engine.now + gap);
  sendInformational(engine, entry, [sequencePayload(entry, NOTIFY['R-U-THERE'], sequence)]);
}

function settled(
  engine: EngineState,
  entry: Negotiation,
  question: Question,
  by: 'answer' | 'traffic',
): void {
  const { sa } = entry;
  watchOver(entry).question = undefined;
  engine.timers.cancel(entry.watchTimer);
  const idle = idleOf(entry);
  if (idle !== undefined) engine.timers.arm(entry.watchTimer, lastProof(engine, entry) + idle);
  const milliseconds = engine.now - question.askedAt;
  engine.options.note({ kind: 'peer-alive', ...scopeOf(sa), by, milliseconds });
}

/** RFC 3706 5.4: the peer counts as unreachable; all that is held with it goes. */
function giveUp(engine: EngineState, entry: Negotiation, question: Question, last: number): void {
  const { sa } = entry;
  const silentSeconds = Math.round((engine.now - last) / SECOND);
  const place = { where: 'dead peer detection', peer: sa.peer.name };
  const failure = peerDoesNotAnswer(place, question.tries, silentSeconds);
  const scope = scopeOf(sa);
  const forgotten = forgetPeer(engine, samePeerAs(entry), Number.POSITIVE_INFINITY, {
    reason: 'peer-dead',
    failure,
  });
  engine.options.note({ kind: 'peer-dead', ...scope, ...forgotten, failure });
}

/** RFC 3706 6.2: the first is random with its high bit zero, each further one is one more. */
function nextSequence({ main, watch }: Negotiation): number {
  if (watch?.ownSequence !== undefined) return (watch.ownSequence + 1) >>> 0;
  return readU32(main.context.random.fork('R-U-THERE').bytes(4), 0) & 0x7fff_ffff;
}

/** RFC 3706 5.3. */
function sequencePayload(entry: Negotiation, type: number, sequence: number): NotifyPayload {
  return { ...notifyPayload(PROTOCOL.isakmp, type, cookiesOf(entry.sa)), data: u32(sequence) };
}

/** RFC 3706 6.1: the cookies are checked; a peer that leaves them out is not turned away. */
function sequenceOf(entry: Negotiation, { spi, data }: NotifyPayload): number | string {
  if (data.length !== 4) return `a sequence number has 4 octets, not ${data.length}`;
  if (spi.length === 16 && !equal(spi, cookiesOf(entry.sa))) return 'its cookies are of another SA';
  return readU32(data, 0);
}
