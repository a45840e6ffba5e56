/** What a peer's file says of authentication becomes ordered methods, and what is wrong is said at its place. */

import { generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { fromHex, toHex, utf8, utf8Text } from '../../src/base/bytes.ts';
import { credentialWarnings } from '../../src/cli/credential-warnings.ts';
import type { HostConfig } from '../../src/host/config.ts';
import { credentials } from '../../src/ike/auth/credentials.ts';
import { parseScenario } from '../../src/scenario/load.ts';
import { parsePeerFile } from '../../src/scenario/schema/load.ts';
import { FileProblems } from '../../src/scenario/schema/problem.ts';

const FILES = `
title: Files
pki: { broken: [expired, not-yet-valid, wrong-key, no-key] }
realms:
  lab:
    realm: LAB.EXAMPLE
    principals:
      host/alpha.lab.example: { hex: ${'a1'.repeat(32)} }
      host/beta.lab.example: { password: known to beta }
hosts: { nobody: { addresses: [192.0.2.9] } }
steps: [{ do: wait, time: 1s }]
`;

let files: Map<string, Uint8Array>;

beforeAll(async () => {
  const made = await parseScenario('files.yaml', FILES, noFile);
  files = new Map(made.files);
  files.set('key.txt', utf8('from a file\n'));
  files.set('nonsense.pem', utf8('not a certificate\n'));
  files.set('realms/broken.yaml', utf8('realm: LAB.EXAMPLE\nprincipals: { a: { hex: 00 } }\n'));
  const cipher = { cipher: 'aes-128-cbc', passphrase: 'secret' };
  const { privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem', ...cipher },
  });
  files.set('encrypted.key', utf8(privateKey));
});

function noFile(): never {
  throw new Error('no such file');
}

/** Line 5 of the file is the first of `peer`, line 3 the first of `host`. */
function fileOf(peer: string, host = 'mtu: 1500'): string {
  return `name: alpha
addresses: [192.0.2.1]
${host}
peers: [{ name: beta, address: 192.0.2.2, proposals: [aes128-sha1-ecp256],
  ${peer} }]
`;
}

function config(peer: string, host?: string): HostConfig {
  const read = (name: string): Uint8Array => files.get(name) ?? noFile();
  return parsePeerFile('peer.yaml', fileOf(peer, host), read).config;
}

function problem(peer: string, host?: string): string {
  try {
    config(peer, host);
  } catch (error) {
    if (!(error instanceof FileProblems)) throw error;
    return error.message
      .split('\n')
      .filter((line) => line.startsWith('peer.yaml:'))
      .join('\n');
  }
  return 'nothing is wrong';
}

const OWN = 'certificate: pki/alpha-chain.pem, key: pki/alpha.key';
const ROOTS = 'roots: [pki/ca.crt]';

/** Certificates of a scenario are valid from the beginning of its clock. */
const MADE_AT = Date.UTC(2026, 0, 1);

describe('an authentication list', () => {
  it('keeps its order', () => {
    const list = `authentication: [kerberos: {}, certificate: { ${OWN}, ${ROOTS} }, psk: k]`;
    const { authentication } = config(list).peers[0]!;
    expect(authentication.map(({ method }) => method)).toEqual([
      'kerberos',
      'certificate',
      'pre-shared-key',
    ]);
  });

  it('of a key alone may be written as psk', () => {
    const short = config('psk: { hex: 00ff }').peers[0]!.authentication;
    const long = config('authentication: [psk: { hex: 00ff }]').peers[0]!.authentication;
    for (const list of [short, long]) {
      expect(list).toHaveLength(1);
      expect(toHex(credentials(list, 'pre-shared-key')!.key!.reveal())).toBe('00ff');
    }
  });

  it.each([
    ['psk: k, authentication: [psk: k]', 'peer.yaml:5:3: psk is short for'],
    ['nat: auto', 'peer.yaml:4:9: peer "beta" says nothing to prove itself with. Add psk: KEY'],
    ['authentication: []', 'peer.yaml:5:3: peers[0].authentication has no entries.'],
    ['authentication: [psk: a, psk: b]', 'peer.yaml:5:28: psk stands in the list already.'],
    ['authentication: [{ psk: a, kerberos: {} }]', 'exactly one of kerberos, certificate, psk.'],
  ])('%s is refused', (peer, words) => {
    expect(problem(peer)).toContain(words);
  });
});

describe('certificates of a file', () => {
  it('are read with chain, key and trust, and what a peer leaves out its host says', () => {
    const host = `certificate: { ${ROOTS}, crls: [pki/ca.crl, pki/intermediate.crl], revocation: strict }`;
    const list = config(`authentication: [certificate: { ${OWN}, nameRoots: false }]`, host);
    const made = credentials(list.peers[0]!.authentication, 'certificate')!;
    const [own] = made.certificates;
    expect(made.certificates).toHaveLength(1);
    expect(own).toMatchObject({ algorithm: 'ecdsa-256', subjectText: 'O=Espial Lab, CN=alpha' });
    expect(own!.chain).toHaveLength(1);
    expect(own!.authorities).toHaveLength(2);
    expect(made.trust).toMatchObject({ revocation: 2, fetch: false });
    expect([made.trust.roots.length, made.trust.revocationLists.length]).toEqual([1, 2]);
    expect(made.nameRoots).toBe(false);
    expect(JSON.stringify(made)).not.toContain(toHex(own!.key!.reveal().subarray(0, 16)));
    expect(`${own!.key}`).toBe('[redacted]');
  });

  it('may be several, and revocation has Windows’ numbers and words', () => {
    const several = 'certificates: [{ certificate: pki/alpha.crt }, { certificate: pki/beta.crt }]';
    for (const [word, strength] of [
      ['0', 0],
      ['1', 1],
      ['2', 2],
      ['"off"', 0],
      ['if-revoked', 1],
      ['strict', 2],
    ] as const) {
      const list = `authentication: [certificate: { ${several}, ${ROOTS}, revocation: ${word} }]`;
      const made = credentials(config(list).peers[0]!.authentication, 'certificate')!;
      expect(made.certificates.map(({ name }) => name)).toEqual(['pki/alpha.crt', 'pki/beta.crt']);
      expect(made.trust.revocation).toBe(strength);
    }
  });

  it.each([
    ['certificate: none.pem, key: pki/alpha.key', '5:48: none.pem cannot be read: no such file.'],
    ['certificate: nonsense.pem', '5:48: nonsense.pem holds no certificate.'],
    [
      'certificate: pki/alpha.crt, key: pki/beta.key',
      '5:68: The private key in pki/beta.key is not the key of',
    ],
    [
      'certificate: pki/alpha.crt, key: encrypted.key',
      '5:68: encrypted.key holds an encrypted private key.',
    ],
    [
      'certificate: pki/alpha.crt, chain: [nonsense.pem]',
      '5:71: nonsense.pem holds no certificate.',
    ],
    ['key: pki/alpha.key', '5:20: there is a key or a chain, but no certificate.'],
    [
      `certificate: pki/alpha.crt, crls: [pki/ca.crt]`,
      '5:70: pki/ca.crt holds a certificate, and no revocation list.',
    ],
    [
      `certificates: [{ certificate: pki/alpha.crt }], key: pki/alpha.key`,
      'key stands in an entry of certificates',
    ],
  ])('are refused at their place: %s', (own, words) => {
    expect(problem(`authentication: [certificate: { ${own}, ${ROOTS} }]`)).toContain(words);
  });

  it('need roots, and roots are authorities', () => {
    expect(problem(`authentication: [certificate: { ${OWN} }]`)).toContain(
      'peer.yaml:5:20: there are no roots',
    );
    const leaf = 'roots: [pki/beta.crt]';
    expect(problem(`authentication: [certificate: { ${OWN}, ${leaf} }]`)).toContain(
      'pki/beta.crt holds the certificate of O=Espial Lab, CN=beta, which is no authority',
    );
    expect(
      problem(`authentication: [certificate: { ${OWN} }]`, `certificate: { ${leaf} }`),
    ).toMatch(/^peer\.yaml:3:24: /);
  });

  it('may be unfit where that is wanted, to see what peers say', () => {
    const own = 'certificate: pki/wrong-key.crt, key: pki/wrong-key.key';
    expect(problem(`authentication: [certificate: { ${own}, ${ROOTS} }]`)).toContain(
      'is not the key',
    );
    const list = `authentication: [certificate: { ${own}, ${ROOTS}, unchecked: true }]`;
    expect(problem(list)).toBe('nothing is wrong');
  });

  it('that are over, or have no key here, are warned of at the start', () => {
    const warned = (name: string, key: string): string[] => {
      const own = `certificate: pki/${name}-chain.pem${key}`;
      const made = config(`authentication: [certificate: { ${own}, ${ROOTS} }]`);
      return credentialWarnings(made, MADE_AT);
    };
    expect(warned('alpha', ', key: pki/alpha.key')).toEqual([]);
    expect(warned('expired', ', key: pki/expired.key')).toEqual([
      expect.stringMatching(
        /CN=expired in pki\/expired-chain\.pem expired at .* UTC, and by this host/,
      ),
    ]);
    expect(warned('not-yet-valid', ', key: pki/not-yet-valid.key')).toEqual([
      expect.stringMatching(/is valid from .* UTC, and by this host/),
    ]);
    expect(warned('no-key', '')).toEqual([expect.stringContaining('has no private key here')]);
  });

  it('that do not hold the identity stated are warned of, too', () => {
    const warned = (localId: string): string[] => {
      const list = `authentication: [certificate: { ${OWN}, ${ROOTS} }]`;
      return credentialWarnings(config(`${list}, localId: ${localId}`), MADE_AT);
    };
    expect(warned('{ fqdn: alpha.lab.example }')).toEqual([]);
    expect(warned('{ address: 192.0.2.1 }')).toEqual([]);
    expect(warned('{ dn: "O=Espial Lab, CN=alpha" }')).toEqual([]);
    expect(warned('{ fqdn: beta.lab.example }')).toEqual([
      'localId of peer "beta" is beta.lab.example (ID_FQDN), which the certificate in pki/alpha-chain.pem does not hold: the peer will refuse it.',
    ]);
  });

  it('and whose chain ends below the roots, too', () => {
    const own = 'certificate: pki/alpha.crt, key: pki/alpha.key';
    const made = config(`authentication: [certificate: { ${own}, ${ROOTS} }]`);
    const [warning, ...more] = credentialWarnings(made, MADE_AT);
    expect(more).toEqual([]);
    expect(warning).toMatch(/ends with O=Espial Lab, CN=alpha, issued by .*, which is no root/);
    expect(warning).toContain('put its certificate into "chain"');
    const trusting = 'roots: [pki/intermediate.crt]';
    const direct = config(`authentication: [certificate: { ${own}, ${trusting} }]`);
    expect(credentialWarnings(direct, MADE_AT)).toEqual([]);
  });
});

describe('Kerberos of a file', () => {
  const LIST = 'authentication: [kerberos: { remotePrincipal: host/beta.lab.example }]';
  const member = (more: string): string => `kerberos: { realm: realms/lab.yaml, ${more} }`;

  it('is the membership of a host, with the key that the realm has for it', () => {
    const host = member('principal: host/alpha.lab.example, clockSkew: 2m');
    const { kerberos } = credentials(config(LIST, host).peers[0]!.authentication, 'kerberos')!;
    expect(kerberos).toMatchObject({
      principal: 'host/alpha.lab.example@LAB.EXAMPLE',
      clockSkewSeconds: 120,
      remotePrincipal: 'host/beta.lab.example',
    });
    expect(toHex(kerberos.key!.reveal())).toBe('a1'.repeat(32));
    expect(kerberos.realm).toMatchObject({ name: 'LAB.EXAMPLE', answers: true });
  });

  it('may have a key of its own, and a host without it is in no domain', () => {
    const own = member(`principal: host/alpha.lab.example, key: { hex: ${'b2'.repeat(32)} }`);
    const method = credentials(config(LIST, own).peers[0]!.authentication, 'kerberos')!;
    expect(method.kerberos.key!.reveal()).toEqual(fromHex('b2'.repeat(32)));
    const outside = credentials(config(LIST).peers[0]!.authentication, 'kerberos')!;
    expect(outside.kerberos).toMatchObject({ principal: undefined, realm: undefined });
  });

  it('alone on a host without it is warned of at the start', () => {
    const warned = (peer: string, host?: string): string[] =>
      credentialWarnings(config(peer, host), MADE_AT);
    expect(warned(LIST)).toEqual([expect.stringContaining('this host is in no domain')]);
    expect(warned(LIST, member('principal: host/alpha.lab.example'))).toEqual([]);
    expect(warned('authentication: [kerberos: {}, psk: k]')).toEqual([]);
  });

  it.each([
    [
      member('principal: host/gamma.lab.example'),
      '3:48: realms/lab.yaml has no principal host/gamma',
    ],
    [
      'kerberos: { realm: none.yaml, principal: a }',
      '3:20: none.yaml cannot be read: no such file.',
    ],
    ['kerberos: { realm: realms/broken.yaml, principal: a }', '3:20: realms/broken.yaml:2:15: '],
    [member('principal: a, key: { hex: b2 }'), 'the key of a principal has 32 octets'],
    ['kerberos: { realm: realms/lab.yaml }', '"principal" is missing in kerberos.'],
  ])('is refused at its place: %s', (host, words) => {
    const said = problem(LIST, host);
    expect(said).toContain(words);
    expect(said).not.toContain('b2b2');
  });

  it('never shows a key, under a misspelt name either', () => {
    const read = (): never => noFile();
    const text = fileOf(LIST, member('principal: a, key: { hexa: b2b2 }'));
    const wrong = (): unknown => parsePeerFile('peer.yaml', text, read);
    expect(wrong).toThrow(/"hexa" is not known/);
    expect(wrong).toThrow(/^(?!.*b2b2)/s);
  });
});

describe('keys that are looked up', () => {
  const KEYS = `presharedKeys: [{ default: true, psk: { file: key.txt } }, { address: 192.0.2.2, psk: { utf16le: ab } }, { id: { fqdn: b }, psk: { hex: "0f" } }]`;

  it('stand in a list of the host, in every form that a key may have', () => {
    const made = config('psk: { lookup: true }', KEYS);
    expect(made.presharedKeys!.map(({ of }) => of.kind)).toEqual([
      'default',
      'address',
      'identity',
    ]);
    const [text, utf16, hex] = made.presharedKeys!.map(({ key }) => key.reveal());
    expect([utf8Text(text!), toHex(utf16!), toHex(hex!)]).toEqual([
      'from a file',
      '61006200',
      '0f',
    ]);
    expect(made.peers[0]!.authentication).toEqual([
      { method: 'pre-shared-key', key: undefined, lookUp: true },
    ]);
  });

  it.each([
    ['mtu: 1500', 'there is nothing to look the key up in. Add presharedKeys'],
    [
      'presharedKeys: [{ address: 192.0.2.9, psk: k }]',
      'presharedKeys has no key for peer "beta": none by its address 192.0.2.2',
    ],
    [
      'presharedKeys: [{ default: true, psk: a }, { default: true, psk: b }]',
      'there is a default already.',
    ],
    ['presharedKeys: [{ psk: a }]', 'exactly one of address, id, default'],
    ['presharedKeys: [{ default: true, psk: { file: none } }]', 'cannot be read: no such file.'],
    [
      'presharedKeys: [{ default: true, psk: { lookup: true } }]',
      'this needs exactly one of text, utf16le, hex, file.',
    ],
  ])('are refused where nothing can be found: %s', (host, words) => {
    expect(problem('psk: { lookup: true }', host)).toContain(words);
  });
});

describe('the clock of a host', () => {
  it('may be ahead or behind', () => {
    expect(config('psk: k', 'clock: +6m').clockOffsetSeconds).toBe(360);
    expect(config('psk: k', 'clock: "-2h"').clockOffsetSeconds).toBe(-7200);
    expect(problem('psk: k', 'clock: 6m')).toContain('is not a sign and a length of time. Write');
  });
});

describe('a list that cannot serve', () => {
  it('is refused where aggressive mode has no key in it', () => {
    const list = 'authentication: [kerberos: {}]';
    expect(problem(`aggressive: accept, ${list}`)).toContain(
      'peer.yaml:5:15: aggressive mode is for pre-shared keys here',
    );
    expect(problem('aggressive: accept, authentication: [kerberos: {}, psk: k]')).toBe(
      'nothing is wrong',
    );
  });

  it('is refused where the profile has no such keys', () => {
    const list = `authentication: [certificate: { ${OWN}, ${ROOTS} }]`;
    expect(problem(list, 'profile: windows-2003')).toContain(
      'Windows 2003 signs with RSA keys alone, and the profile is windows-2003.',
    );
  });
});

it('a distinguished name is checked where it stands', () => {
  const id = 'remoteId: { dn: "O=Lab, CN=beta" }, psk: k';
  expect(config(id).peers[0]!.remoteIdentity).toEqual({ type: 'dn', value: 'O=Lab, CN=beta' });
  expect(problem('remoteId: { dn: beta }, psk: k')).toContain(
    'peer.yaml:5:19: "beta" is no distinguished name',
  );
});
