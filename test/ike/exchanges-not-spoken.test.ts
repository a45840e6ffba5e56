import { describe, expect, test } from 'vitest';
import { Bench } from './bench.ts';
import { mainModeSa } from './payloads.ts';
import { Puppet } from './puppet.ts';

describe('an exchange that is not spoken', () => {
  test.each([
    [1, /^exchange-not-spoken: Base is not spoken here: .*let the peer use main mode/],
    [3, /^exchange-not-spoken: Authentication Only .*main mode/],
    [6, /^exchange-not-spoken: Transaction .*XAUTH or Mode Config; turn both off/],
    [33, /^exchange-not-spoken: New Group Mode .*turn it off/],
    [34, /^exchange-not-spoken: IKE_SA_INIT \(IKEv2\) .*let the peer use IKEv1/],
    [243, /^exchange-not-spoken: AuthIP Main Mode .*let the peer use IKEv1/],
  ])('is named, with what to do (type %i)', (exchangeType, words) => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'initiator' });
    puppet.give(puppet.clear([mainModeSa()], { exchangeType }));
    expect(bench.drops).toHaveLength(1);
    expect(bench.drops[0]).toMatch(words);
  });

  test('of IKEv2 is named by its version', () => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'initiator' });
    const message = puppet.clear([mainModeSa()], { exchangeType: 34 });
    message[17] = 0x20;
    puppet.give(message);
    expect(bench.drops[0]).toMatch(
      /^invalid-version: .*speaks IKEv2; this host speaks IKEv1 .*let the peer use IKEv1/,
    );
  });
});
