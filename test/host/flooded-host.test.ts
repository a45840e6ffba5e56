/** What is established goes on while a host is flooded with first messages, and afterwards all is as before. */

import { describe, expect, test } from 'vitest';
import { u32 } from '../../src/base/bytes.ts';
import type { Pair } from '../../src/sim/pair.ts';
import { counter, labPair, must, pingTo, up } from './pairs.ts';

const FLOOD = 4000;
/** Beyond the time that a half-open main mode of the lab's timers lasts. */
const AFTERWARDS = 6000;

/** First messages in alice's name reach bob, each with a cookie of its own. */
function flood(subject: Pair, first: number): void {
  const { path, bytes } = subject.log.find(({ from }) => from === 'a')!;
  for (let i = first; i < first + FLOOD; i++) {
    const message = Uint8Array.from(bytes);
    message.set(u32(i), 0);
    subject.inject(path, message);
  }
}

/** A pair with a tunnel, whose bob has just been flooded. */
function flooded(): Pair {
  const subject = labPair();
  up(subject, subject.a, 'tunnel');
  subject.run(100);
  flood(subject, 1);
  return subject;
}

describe('a host that is flooded with first messages', () => {
  test('drops them unread, counts each, and says so once', () => {
    const { b } = flooded();
    const dropped = counter(b, 'message-dropped-limit');
    expect(dropped).toBe(FLOOD - 32);
    expect(counter(b, 'first-messages-shed')).toBe(dropped - 32);
    expect(counter(b, 'receive-failures')).toBe(dropped);
    expect(counter(b, 'first-message-floods')).toBe(1);
    expect(b.events.filter(({ kind }) => kind === 'first-messages-shed')).toHaveLength(1);
  });

  test('goes on with what is established: packets, renewal of its pair, deletes', () => {
    const subject = flooded();
    const { a, b } = subject;
    expect(must(subject.command(a, pingTo('10.2.0.1')), 'ping').received).toBe(3);
    flood(subject, 10_000);
    must(subject.command(a, { kind: 'rekey', policy: 'tunnel' }), 'rekey');
    flood(subject, 20_000);
    // A message that is lost comes again, and is taken.
    subject.link.drop(({ path }) => path.carrier === 'udp');
    must(subject.command(a, { kind: 'rekey', policy: 'tunnel' }), 'rekey');
    must(subject.command(a, { kind: 'down', policy: 'tunnel' }), 'down');
    subject.run(100);
    expect(subject.events(b, 'quick-mode-ended').map(({ reason }) => reason)).toContain(
      'deleted-by-peer',
    );
  });

  test('lets a good initiator in when the flood is over', () => {
    const subject = flooded();
    must(subject.command(subject.a, { kind: 'down', policy: undefined }), 'down');
    expect(subject.command(subject.a, { kind: 'up', policy: 'tunnel' }).ok).toBe(false);
    subject.run(AFTERWARDS);
    up(subject, subject.a, 'tunnel');
    const [, end] = subject.events(subject.b, 'first-messages-shed');
    expect(end?.state).toBe('ends');
  });
});
