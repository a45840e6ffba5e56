import { expect, it } from 'vitest';
import { TIMER_PROFILES } from '../../src/ike/timers.ts';
import { pair } from '../../src/sim/pair.ts';

const { halfOpen } = TIMER_PROFILES.default;

function established() {
  const subject = pair();
  expect(subject.command(subject.a, { kind: 'up', policy: 'transport' }).ok).toBe(true);
  return subject;
}

/** The last datagram of a kind of exchange that `a` sent: 5 = main mode, 3 = quick mode. */
function lastOf(subject: ReturnType<typeof pair>, exchange: number, from: 'a' | 'b') {
  const ISAKMP_EXCHANGE = 18;
  return subject.log.findLast(
    (line) =>
      line.what === 'sent' && line.from === from && line.bytes[ISAKMP_EXCHANGE] === exchange,
  )!;
}

const MAIN_MODE = 2;
const QUICK_MODE = 32;

it('answers a repeated last message for as long as a peer may repeat it', () => {
  const subject = established();
  const fifth = lastOf(subject, MAIN_MODE, 'a');
  const second = lastOf(subject, QUICK_MODE, 'b');
  subject.run(halfOpen - 1000);
  const before = subject.log.length;
  subject.inject(fifth.path, fifth.bytes);
  subject.inject(second.path, second.bytes);
  subject.run(10);
  const answers = subject.log.slice(before).filter(({ what }) => what === 'sent');
  expect(answers.map(({ from }) => from)).toEqual(['b', 'a']);
});

it('drops it later, and the SAs go on', () => {
  const subject = established();
  const fifth = lastOf(subject, MAIN_MODE, 'a');
  const second = lastOf(subject, QUICK_MODE, 'b');
  subject.run(halfOpen + 1000);
  const before = subject.log.length;
  subject.inject(fifth.path, fifth.bytes);
  subject.inject(second.path, second.bytes);
  subject.run(10);
  expect(subject.log.slice(before).filter(({ what }) => what === 'sent')).toEqual([]);
  const dropped = (host: typeof subject.a) =>
    subject.events(host, 'isakmp-dropped').map(({ reason }) => reason);
  expect([dropped(subject.a), dropped(subject.b)]).toEqual([['unexpected'], ['unexpected']]);
  expect(subject.command(subject.a, { kind: 'rekey', policy: 'transport' }).ok).toBe(true);
  expect(subject.command(subject.b, { kind: 'rekey-main-mode', peer: 'a' }).ok).toBe(true);
  const ping = subject.command(subject.a, {
    kind: 'ping',
    from: undefined,
    to: subject.b.host.config.addresses[0]!,
    count: 1,
    intervalMilliseconds: 100,
    timeoutMilliseconds: 1000,
    payloadOctets: 8,
  });
  expect(ping).toMatchObject({ ok: true, value: { received: 1 } });
});

it('says how many quick modes a main mode has made, also those it has forgotten', () => {
  const subject = established();
  subject.command(subject.a, { kind: 'rekey', policy: 'transport' });
  subject.run(halfOpen + 1000);
  expect(subject.a.host.query('main-mode-sas').items[0]!.quickModes).toBe(2);
});
