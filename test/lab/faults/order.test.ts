import { describe, expect, it } from 'vitest';
import { counter, must, pingTo, up } from '../../host/pairs.ts';
import { benchPair } from './bench-pair.ts';

/** Brings an SA up and pings, and answers what arrived of it. */
function play(words: readonly string[]) {
  const made = benchPair(words);
  const { subject } = made;
  up(subject, subject.a, 'transport');
  const ping = must(subject.command(subject.a, pingTo('192.0.2.2')), 'ping');
  subject.run(20_000);
  return { ...made, ping };
}

const ofKind = (texts: readonly string[], kind: RegExp): string[] =>
  texts.filter((text) => kind.test(text));

describe('duplicates', () => {
  it('3 times: three more of the first, and none of later ones', () => {
    const { arrived, ping, fired } = play(['duplicate quick mode 1 3 times']);
    expect(ofKind(arrived(), /quick mode 1/)).toHaveLength(4);
    expect(fired).toHaveLength(1);
    expect(ping.received).toBe(3);
  });

  it('of everything change nothing that matters', () => {
    const { arrived, sent, ping, subject } = play(['duplicate everything']);
    expect(arrived()).toHaveLength(sent().length * 2);
    expect(ping.received).toBe(3);
    expect(counter(subject.b, 'packet-dropped-replayed')).toBe(3);
  });

  it('later: a replay', () => {
    const { subject, arrived } = play(['replay the first esp from a after 5s']);
    expect(ofKind(arrived(), /^esp number 1 /)).toHaveLength(3);
    const { log } = subject;
    const [first, again] = log.filter((line) => line.what === 'arrived' && line.number === 10);
    expect(again!.at - first!.at).toBe(5000);
    expect(counter(subject.b, 'packet-dropped-replayed')).toBe(1);
  });
});

describe('another order', () => {
  it('swap main mode 3 with the first ESP packet: it comes when that has passed', () => {
    const { arrived, ping, fired } = play(['swap main mode 3 with the first esp']);
    const texts = arrived();
    const esp = texts.findIndex((text) => text.startsWith('esp'));
    expect(texts.lastIndexOf('main mode 3')).toBe(esp + 1);
    expect(texts.filter((text) => text === 'main mode 3')).toHaveLength(2);
    expect(fired.map(({ what }) => what)).toEqual([
      'main mode 3 is held until the first esp',
      'main mode 3 is let go',
    ]);
    expect(ping.received).toBe(3);
  });

  it('hold quick mode 3 until the first ESP packet', () => {
    const { arrived, ping } = play(['hold quick mode 3 until the first esp']);
    const texts = arrived();
    const esp = texts.findIndex((text) => text.startsWith('esp'));
    expect(texts.indexOf('quick mode 3')).toBe(esp + 1);
    expect(ping.received).toBeGreaterThan(0);
  });

  it('what is held is let go when its fault ends', () => {
    const { subject, bench, arrived } = benchPair(['hold main mode 1 until keepalive']);
    const id = subject.begin(subject.a, { kind: 'up', policy: 'transport' });
    subject.run(10);
    expect(arrived()).toEqual([]);
    bench.remove(1);
    subject.run(1);
    expect(arrived()[0]).toBe('main mode 1');
    expect(subject.runUntil(() => subject.result(id)?.ok === true, 1000)).toBe(true);
  });

  it('delay: late by that much', () => {
    const { subject } = benchPair(['delay quick mode 2 by 50ms']);
    up(subject, subject.a, 'transport');
    expect(subject.now).toBe(8 + 50);
  });

  it('reorder: a share waits', () => {
    const { fired, ping } = play(['reorder 50% of esp by 150ms']);
    expect(fired.length).toBeGreaterThan(0);
    expect(ping.received).toBe(3);
  });
});

describe('the n-th', () => {
  it('esp packet, by its place or by its number', () => {
    const { fired } = play(['drop the second esp from a', 'drop esp number 1 from b']);
    expect(fired.map(({ what }) => what.replace(/ under SPI \w+/, ''))).toEqual([
      'esp number 1 is lost',
      'esp number 2 is lost',
    ]);
  });
});
