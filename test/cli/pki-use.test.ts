/** The lines that `espial pki use` prints are right in a peer file, for good certificates and broken ones. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FLAW_NAMES } from '../../src/lab/pki/flaws.ts';
import { makeLab } from '../../src/lab/pki/lab.ts';
import { writeLab } from '../../src/lab/pki/lab-folder.ts';
import type { LabIndex } from '../../src/lab/pki/lab-index.ts';
import { peerFileLines, swanctlLines } from '../../src/lab/pki/usage-lines.ts';
import { loadPeerFile } from '../../src/scenario/schema/load.ts';

let above: string;
let index: LabIndex;

beforeAll(async () => {
  above = mkdtempSync(join(tmpdir(), 'espial-pki-'));
  const options = { now: Date.now(), flaws: FLAW_NAMES, intermediates: 2 };
  index = writeLab(join(above, 'pki'), await makeLab(options), { ...options, force: false });
});

afterAll(() => rmSync(above, { recursive: true, force: true }));

describe('espial pki use', () => {
  it.each(['alpha', 'beta', ...FLAW_NAMES])(
    'prints lines for %s that a host starts with',
    (name) => {
      const lines = peerFileLines(join(above, 'pki'), index, name);
      const relative = lines.replaceAll(`${above}/`, '');
      for (const line of relative.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
      const file = join(above, `${name}.yaml`);
      writeFileSync(
        file,
        [
          'name: here',
          'addresses: [192.0.2.1]',
          'peers:',
          '  - name: there',
          '    address: 192.0.2.2',
          '    proposals: [aes128-sha256-modp2048]',
          relative.replaceAll(/^/gm, '    '),
          '',
        ].join('\n'),
      );
      const [method] = loadPeerFile(file).config.peers[0]!.authentication;
      if (method?.method !== 'certificate') throw new Error('no certificate');
      const { certificates, trust } = method;
      expect(certificates[0]?.subjectText).toBe(`O=Espial Lab, CN=${name}`);
      expect(certificates[0]?.key === undefined).toBe(name === 'no-key');
      expect([trust.roots.length, trust.revocation]).toEqual([1, 1]);
      expect(trust.revocationLists.length).toBeGreaterThan(8);
    },
  );

  it('names for strongSwan what it has to trust and to send', () => {
    const lines = swanctlLines(join(above, 'pki'), index, 'alpha', 'beta').replaceAll(
      `${above}/`,
      '',
    );
    expect(lines.replaceAll(/ \\\n +/g, ' ')).toContain(
      'cp pki/ca.crt pki/intermediate-2.crt pki/intermediate-1.crt /etc/swanctl/x509ca/\n',
    );
  });
});
