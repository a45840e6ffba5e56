/** What a scenario makes for its hosts, and what is wrong with what it asks for. */

import { describe, expect, it } from 'vitest';
import { utf8Text } from '../../src/base/bytes.ts';
import { parseScenario } from '../../src/scenario/load.ts';
import { FileProblems } from '../../src/scenario/schema/problem.ts';

const REST = `hosts:
  alpha:
    addresses: [192.0.2.1]
    kerberos: { realm: realms/lab.yaml, principal: host/alpha, key: { file: own.key } }
    certificate: { roots: [pki/ca.crt, other/ca.crt] }
    peers:
      - name: beta
        address: 192.0.2.2
        proposals: [aes128-sha1-ecp256]
        authentication:
          - kerberos: {}
          - certificate: { certificate: pki/alpha.crt, key: pki/alpha.key }
          - psk: { file: psk.txt }
steps: [{ do: wait, time: 1s }]
`;
const REALMS = `realms: { lab: { realm: LAB, principals: { host/alpha: { hex: ${'c3'.repeat(32)} } } } }`;

async function made(head: string, rest = REST) {
  return parseScenario('/here/s.yaml', `title: t\n${head}\n${rest}`, (name) => {
    if (name === 'own.key') return new TextEncoder().encode('d4'.repeat(32));
    return Uint8Array.of(1);
  });
}

async function problems(head: string, rest?: string): Promise<string> {
  try {
    await made(head, rest);
  } catch (error) {
    if (error instanceof FileProblems) return error.message;
    throw error;
  }
  return 'nothing is wrong';
}

const NOBODY = 'hosts: { alpha: { addresses: [192.0.2.1] } }\nsteps: [{ do: wait, time: 1s }]\n';

describe('files that a scenario makes', () => {
  it('are those of espial pki make, with broken ones where asked, and realms', async () => {
    const head = `pki: { intermediates: 0, peers: [{ name: gamma }], broken: [no-key] }\n${REALMS}`;
    const { files } = await made(head, NOBODY);
    expect([...files.keys()].sort()).toEqual([
      ...['pki/ca.crl', 'pki/ca.crt', 'pki/gamma-chain.pem', 'pki/gamma.crt', 'pki/gamma.key'],
      ...['pki/no-key-chain.pem', 'pki/no-key.crt', 'realms/lab.yaml'],
    ]);
    expect(utf8Text(files.get('pki/gamma.key')!)).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
    expect(utf8Text(files.get('realms/lab.yaml')!)).toContain('realm: LAB');
  });

  it('are named beside the hosts’ own files; all others where they lie', async () => {
    const rest = REST.replace(', other/ca.crt', '');
    const { hosts } = await made(`pki: {}\n${REALMS}`, rest);
    expect(hosts[0]!.document).toMatchObject({
      kerberos: { realm: 'realms/lab.yaml', key: { file: '/here/own.key' } },
      certificate: { roots: ['pki/ca.crt'] },
      peers: [
        {
          authentication: [
            { kerberos: {} },
            { certificate: { certificate: 'pki/alpha.crt', key: 'pki/alpha.key' } },
            { psk: { file: '/here/psk.txt' } },
          ],
        },
      ],
    });
  });

  it.each([
    ['pki: { broken: [expird] }', '2:17: pki.broken[0] must be'],
    ['pki: { peers: [{ name: a, names: [a b] }] }', '2:1: "a b" '],
    ['pki: { peers: [{ name: ca }] }', '2:1: the laboratory has files called "ca" already.'],
    ['realms: { lab: { realm: LAB } }', '2:11: "principals" is missing'],
  ])('are refused at their place: %s', async (head, words) => {
    expect(await problems(head, NOBODY)).toContain(`/here/s.yaml:${words}`);
  });

  it('never show a key of a realm', async () => {
    const head = REALMS.replace('hex: c3', 'hexa: c3');
    const shown = await problems(head, NOBODY);
    expect(shown).toContain('the key of a principal is');
    expect(shown).not.toContain('c3c3');
  });

  it('are only found where they are made', async () => {
    expect(await problems(REALMS)).toContain('pki/ca.crt');
  });
});
