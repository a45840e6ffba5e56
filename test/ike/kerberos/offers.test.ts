import { describe, expect, test } from 'vitest';
import { byKey } from '../../../src/sim/pair-config.ts';
import { decodeMessage } from '../../../src/wire/isakmp/message.ts';
import type { DecodedPayload, Payload } from '../../../src/wire/isakmp/payload.ts';
import { findVendorId, vendorIdBytes } from '../../../src/wire/numbers/vendor-ids.ts';
import { Bench } from '../bench.ts';
import { Duo, established } from '../duo.ts';
import { type AttributeRow, MAIN_MODE_ROWS, mainModeSa, vendorId } from '../payloads.ts';
import { Puppet } from '../puppet.ts';
import { ALPHA, BRAVO, domain, member, REALM, realm } from './domain.ts';

const utf16 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'utf16le'));
const latin1 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
const [alpha, bravo] = [`${ALPHA}@${REALM}`, `${BRAVO}@${REALM}`];

/** Method and GSS identity of each transform of an SA payload. */
function offered(payloads: readonly DecodedPayload[]): [number, string | undefined][] {
  const sa = payloads.find((payload) => payload.kind === 'sa')!;
  return sa.proposals.flatMap(({ transforms }) =>
    transforms.map(({ attributes }): [number, string | undefined] => {
      const octets = (type: number): Buffer | undefined => {
        const found = attributes.find((one) => one.type === type);
        return found && Buffer.from(found.value);
      };
      return [octets(3)!.readUInt16BE(0), octets(16384)?.toString('utf16le')];
    }),
  );
}

const vendorsOf = (payloads: readonly DecodedPayload[]): (string | undefined)[] =>
  payloads.flatMap((payload) =>
    payload.kind === 'vendor-id' ? [findVendorId(payload.data)?.key] : [],
  );

/** The payloads of messages 1 and 2 of a negotiation that goes through. */
const inClear = (duo: Duo): DecodedPayload[][] =>
  duo
    .complete()
    .slice(0, 2)
    .map(({ message }) => decodeMessage(message).payloads);

const withMethod = (method: number, ...more: AttributeRow[]): AttributeRow[] => [
  ...MAIN_MODE_ROWS.map((row): AttributeRow => (row[0] === 3 ? [3, method] : row)),
  ...more,
];
const XAUTH = vendorId(vendorIdBytes('XAUTH'));
const GSSAPI = vendorId(vendorIdBytes('GSSAPI'));
const WINDOWS = vendorId(vendorIdBytes('MS_NT5_2003'));

describe('an offer of Kerberos', () => {
  test('states the principal in UTF-16LE, in the order of the policy, with the vendor ID', () => {
    const duo = new Duo(domain({ also: [byKey('a key')] }, { also: [byKey('a key')] }));
    const [one, two] = inClear(duo);
    expect(offered(one!)).toEqual([
      [65001, alpha],
      [1, undefined],
    ]);
    expect(offered(two!)).toEqual([[65001, bravo]]);
    expect(vendorsOf(one!)).toContain('GSSAPI');
    expect(vendorsOf(two!)).toContain('GSSAPI');
  });

  test('comes behind a method that the policy prefers', () => {
    const kerberos = member(realm(), ALPHA).peer!.authentication!;
    const bench = new Bench({ peer: { authentication: [byKey('a key'), ...kerberos] } });
    const { payloads } = decodeMessage(bench.initiate()[0]!);
    expect(offered(payloads).map(([method]) => method)).toEqual([1, 65001]);
  });

  test.each([
    ['outside a domain', { principal: undefined }],
    ['without its key', { key: undefined }],
    ['without a realm', { realm: undefined }],
    ['with a principal that cannot be stated', { principal: 'host/\u0430lpha@LAB' }],
  ])('is not made %s, nor the vendor ID sent', (_name, credentials) => {
    const bench = new Bench(member(realm(), ALPHA, { credentials, also: [byKey('a key')] }));
    const { payloads } = decodeMessage(bench.initiate()[0]!);
    expect(offered(payloads)).toEqual([[1, undefined]]);
    expect(vendorsOf(payloads)).not.toContain('GSSAPI');
  });

  test('is all that there was: the obstacle is named', () => {
    const bench = new Bench(member(realm(), ALPHA, { credentials: { principal: undefined } }));
    expect(bench.initiate()).toEqual([]);
    expect(bench.failures[0]).toMatchObject({
      code: 'not-in-domain',
      title: 'This computer is in no domain, so it cannot use Kerberos with b.',
    });
    expect(bench.failures[0]!.detail).toContain('this computer is in no domain.');
  });
});

describe('a responder takes method 65001 as Kerberos', () => {
  const answer = (rows: AttributeRow[], vendors: readonly Payload[] = []): DecodedPayload[] =>
    new Puppet(new Bench(member(realm(), BRAVO)), { role: 'initiator' }).offer(
      mainModeSa(rows),
      vendors,
    );
  const identity = (octets: Uint8Array): AttributeRow => [16384, octets];

  test('by its attribute, whatever the vendor IDs, and answers with its own name', () => {
    expect(offered(answer(withMethod(65001, identity(utf16(alpha))), [XAUTH]))).toEqual([
      [65001, bravo],
    ]);
  });

  test('in ISO 8859-1 too, which it then answers in', () => {
    const [sa] = answer(withMethod(65001, identity(latin1(alpha))));
    const attribute = sa?.kind === 'sa' && sa.proposals[0]?.transforms[0]?.attributes.at(-1);
    expect(attribute).toMatchObject({ type: 16384, value: latin1(bravo) });
  });

  test.each([
    ['GSSAPI', [GSSAPI]],
    ['Windows', [WINDOWS]],
  ])('by the vendor ID of %s, and then states nothing either', (_name, vendors) => {
    expect(offered(answer(withMethod(65001), vendors))).toEqual([[65001, undefined]]);
  });

  test.each([
    ['without either', withMethod(65001), []],
    ['of an XAUTH peer', withMethod(65001), [GSSAPI, XAUTH]],
    ['with an empty identity', withMethod(65001, identity(latin1(''))), [GSSAPI]],
    ['with an identity that is no name', withMethod(65001, identity(latin1('a b'))), [GSSAPI]],
    ['with one in half UTF-16', withMethod(65001, identity(utf16('\u0430'))), [GSSAPI]],
    ['with one that is too long', withMethod(65001, identity(latin1('a'.repeat(1025)))), []],
    ['with two', withMethod(65001, identity(utf16('a')), identity(utf16('b'))), []],
    ['with an identity beside another method', withMethod(1, identity(utf16(alpha))), []],
  ])('never %s', (_name, rows, vendors) => {
    expect(answer(rows, vendors)).toEqual([]);
  });
});

describe('an initiator takes the answer to its offer of Kerberos', () => {
  const answered = (rows: AttributeRow[], vendors: readonly Payload[] = []): Bench => {
    const bench = new Bench(member(realm(), ALPHA));
    const [message1] = bench.initiate();
    const puppet = new Puppet(bench, { role: 'responder' });
    puppet.give(puppet.message2(message1!, mainModeSa(rows), vendors));
    return bench;
  };
  const targets = ({ events }: Bench): string[] =>
    events.flatMap((event) => (event.kind === 'effect-asked' ? [event.effect] : []));

  test('with another identity than its own', () => {
    const bench = answered(withMethod(65001, [16384, utf16(bravo)]));
    expect(targets(bench)).toEqual(['gss-initiate']);
    expect(bench.sent).toHaveLength(2);
  });

  test('without one only where policy says whom it asks a ticket for', () => {
    expect(answered(withMethod(65001)).failures[0]).toMatchObject({
      code: 'no-peer-principal',
      title: 'This host does not know which Kerberos principal b is.',
    });
    const credentials = { remotePrincipal: bravo };
    const options = domain({ credentials });
    const bench = new Bench(options.a);
    const puppet = new Puppet(bench, { role: 'responder' });
    puppet.give(puppet.message2(bench.initiate()[0]!, mainModeSa(withMethod(65001))));
    expect(bench.sent).toHaveLength(2);
  });

  test.each([
    ['what means XAUTH', withMethod(65001), [XAUTH]],
    ['a method that was not offered', MAIN_MODE_ROWS, []],
    ['an identity that is no name', withMethod(65001, [16384, latin1('\u0001')]), []],
    ['another attribute', withMethod(65001, [16385, 1]), []],
  ])('but not %s', (_name, rows, vendors) => {
    const bench = answered([...rows], vendors);
    expect(bench.drops.at(-1)).toMatch(/^malformed/);
    expect(targets(bench)).toEqual([]);
  });
});

test('in the dialect of Windows 2003 Kerberos goes first, with GSSAPI last', () => {
  const dialect = { name: 'windows-2003', aggressive: 'never', refuseWeak: false } as const;
  const proposals = [{ encryption: '3des-cbc', keyBits: 192, hash: 'sha1', group: 2 } as const];
  const suite = { encryption: '3des-cbc', keyBits: 192, integrity: 'hmac-md5-96' } as const;
  const { a, b } = domain();
  const both = { child: { proposals: [{ protocol: 'esp', suite } as const] } };
  const windows = (side: typeof a): typeof a => ({
    ...side,
    peer: { ...side.peer, dialect, proposals },
  });
  const duo = new Duo({ both, a: windows(a), b: windows(b) });
  const [one] = inClear(duo);
  expect(vendorsOf(one!)).toEqual([
    'MS_NT5_2003',
    'FRAGMENTATION',
    'NAT_T_02_LINE_FEED',
    'INITIAL_CONTACT',
    'GSSAPI',
  ]);
  expect(offered(one!)).toEqual([[65001, alpha]]);
  expect(established(duo)).toBe('1 1 1 1');
  // The address, as beside a pre-shared key; no ticket proves it, and nobody goes by it.
  expect(duo.a.of('main-mode-established')[0]).toMatchObject({
    localIdentity: '192.0.2.1 (ID_IPV4_ADDR)',
    remoteIdentity: `${bravo} (Kerberos)`,
  });
});
