import { describe, expect, test } from 'vitest';
import type { IdentityConfig } from '../../../src/ike/policy.ts';
import { PAIR_ADDRESSES } from '../../../src/sim/pair-config.ts';
import { Bench, type BenchOptions, pathTo } from '../bench.ts';
import { Duo, established } from '../duo.ts';
import { ALPHA, domain, type Member, member, REALM, realm } from './domain.ts';

const fqdn = (value: string): IdentityConfig => ({ type: 'fqdn', value });
const keyId = (value: string): IdentityConfig => ({ type: 'key-id', value });
const address = (value: string): IdentityConfig => ({ type: 'address', value });
const states = (localIdentity: IdentityConfig): Member => ({ peer: { localIdentity } });
const wants = (remoteIdentity: IdentityConfig): Member => ({ peer: { remoteIdentity } });

describe('beside its principal a host may state', () => {
  test.each([
    ['its name', fqdn('alpha.lab.example')],
    ['its name in other letters', fqdn('ALPHA.lab.example')],
    ['its principal', keyId(`${ALPHA}@${REALM}`)],
    ['an address, which proves nothing', address('198.51.100.7')],
  ])('%s', (_name, identity) => {
    const duo = new Duo(domain(states(identity)));
    duo.complete();
    expect(established(duo)).toBe('1 1 1 1');
    expect(duo.b.of('main-mode-established')[0]!.remoteIdentity).toBe(
      `${ALPHA}@${REALM} (Kerberos)`,
    );
  });

  test.each([
    ['the name of another', fqdn('carol.lab.example'), 'carol.lab.example (ID_FQDN)'],
    ['another principal', keyId(`host/carol@${REALM}`), `host/carol@${REALM} (ID_KEY_ID)`],
    ['its name in another realm', keyId(`${ALPHA}@OTHER`), `${ALPHA}@OTHER (ID_KEY_ID)`],
    ['a user', { type: 'user-fqdn', value: 'a@b' } as const, 'a@b (ID_USER_FQDN)'],
  ])('not %s', (_name, identity, text) => {
    const duo = new Duo(domain(states(identity)));
    duo.complete();
    expect(established(duo)).toBe('0 0 0 0');
    const [failure] = duo.b.failures;
    expect(failure).toMatchObject({
      code: 'peer-identity-not-accepted',
      title: 'a proved its identity with Kerberos, but it is not the one expected.',
    });
    expect(failure!.comparison[0]).toMatchObject({ peer: text });
    expect(failure!.detail).toContain(`the ticket proves ${ALPHA}@${REALM}`);
    expect(duo.a.failures[0]).toMatchObject({
      code: 'peer-identity-not-accepted',
      title: 'b does not accept the computer that this host is in Kerberos.',
    });
  });
});

describe('a policy that wants an identity goes by the principal', () => {
  test.each([
    ['that is stated', {}, fqdn('alpha.lab.example')],
    ['whatever is stated', states(address('192.0.2.1')), fqdn('alpha.lab.example')],
    ['as a whole', {}, keyId(`${ALPHA}@${REALM}`)],
  ])('%s', (_name, a, wanted) => {
    const duo = new Duo(domain(a, wants(wanted)));
    duo.complete();
    expect(established(duo)).toBe('1 1 1 1');
  });

  test.each([
    ['another name', {}, fqdn('carol.lab.example')],
    ['an address, which no ticket proves', states(address('192.0.2.1')), address('192.0.2.1')],
  ])('and not by %s', (_name, a, wanted) => {
    const duo = new Duo(domain(a, wants(wanted)));
    duo.complete();
    expect(established(duo)).toBe('0 0 0 0');
    expect(duo.b.failures[0]).toMatchObject({ code: 'peer-identity-not-accepted' });
  });
});

describe('INITIAL-CONTACT from the same address', () => {
  /** Another host in the place of `a` sets up SAs with `b`. */
  function comeAsWell(duo: Duo, options: BenchOptions): Bench {
    const other = new Bench({ ...options, seed: 'other' });
    const back = pathTo(500, PAIR_ADDRESSES.a.outer, PAIR_ADDRESSES.b.outer);
    let toB = other.initiate('tunnel');
    while (toB.length > 0) {
      const toOther = toB.flatMap((message) => duo.b.receive(message, back));
      toB = toOther.flatMap((message) => other.receive(message));
    }
    return other;
  }

  const up = (): Duo => {
    const duo = new Duo(domain());
    duo.complete();
    expect(established(duo)).toBe('1 1 1 1');
    duo.wait(1000);
    return duo;
  };

  test('ends what the same principal had', () => {
    const duo = up();
    const again = comeAsWell(duo, member(realm(), ALPHA, { seed: 'again' }));
    expect(again.of('main-mode-established')).toHaveLength(1);
    expect(duo.b.of('peer-restarted')).toMatchObject([{ mainModes: 1, pairs: 1 }]);
  });

  test.each([
    ['states no name', address('192.0.2.1')],
    ['states the name of the other', fqdn('alpha.lab.example')],
    ['states its own name', undefined],
  ])('ends nothing of another principal where a host %s', (_name, localIdentity) => {
    const duo = up();
    const carol = member(realm(), 'host/carol.lab.example', { peer: { localIdentity } });
    comeAsWell(duo, carol);
    expect(
      duo.b.of('isakmp-received').some(({ payloads }) => payloads.includes('N(INITIAL-CONTACT)')),
    ).toBe(true);
    expect(duo.b.of('peer-restarted')).toEqual([]);
    expect(duo.b.of('main-mode-ended')).toEqual([]);
  });
});
