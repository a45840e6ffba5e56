import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { endingOf } from '../../src/cli/errors.ts';
import { addPki } from '../../src/cli/pki.ts';
import { FLAW_NAMES } from '../../src/lab/pki/flaws.ts';

let above: string;
let lab: string;

beforeEach(() => {
  above = mkdtempSync(join(tmpdir(), 'espial-pki-'));
  lab = join(above, 'lab');
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(above, { recursive: true, force: true });
});

interface Outcome {
  readonly printed: string;
  /** What the user is told, and the exit code. */
  readonly said: string;
  readonly exitCode: number;
}

async function pki(...words: string[]): Promise<Outcome> {
  let printed = '';
  let said = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  const program = new Command().exitOverride();
  addPki(program);
  for (const command of [program, ...program.commands, ...program.commands[0]!.commands]) {
    command.exitOverride().configureOutput({
      writeErr: (text) => {
        said += text;
      },
    });
  }
  try {
    await program.parseAsync(['pki', ...words], { from: 'user' });
    return { printed, said, exitCode: 0 };
  } catch (error) {
    const ending = endingOf(error);
    return { printed, said: `${said}${ending.text}`, exitCode: ending.exitCode };
  } finally {
    write.mockRestore();
  }
}

/** Lines that are too long, unless they hold a path of this test, which has its length from the system. */
function wide(text: string): string[] {
  return text
    .replaceAll(above, '.')
    .split('\n')
    .filter((line) => line.length > 80);
}

describe('espial pki make', () => {
  it('says what it wrote, and how a peer file and strongSwan use it', async () => {
    const { printed, exitCode } = await pki('make', lab);
    expect(exitCode).toBe(0);
    expect(printed).toMatch(/^alpha\.crt \.key +peer: 192\.0\.2\.1, alpha\.lab\.example$/m);
    expect(printed).toMatch(/^ca\.crt \.key \.crl +root$/m);
    expect(printed).toContain(`  cp ${lab}/beta.crt /etc/swanctl/x509/`);
    expect(printed).toContain('id = "O=Espial Lab, CN=alpha"');
    expect(wide(printed)).toEqual([]);
    const yaml = printed.slice(
      printed.indexOf('  authentication:'),
      printed.indexOf('With strongSwan'),
    );
    expect(parse(yaml)).toEqual({
      authentication: [
        {
          certificate: {
            certificate: `${lab}/alpha.crt`,
            key: `${lab}/alpha.key`,
            chain: [`${lab}/intermediate.crt`],
            roots: [`${lab}/ca.crt`],
            crls: [`${lab}/ca.crl`, `${lab}/intermediate.crl`],
            revocation: 1,
          },
        },
      ],
    });
  });

  it('makes the peers, authorities and broken ones that are asked for', async () => {
    const peers = ['--peer', 'gate=10.0.0.1,gate.example', '--peer', 'plain'];
    const broken = ['--intermediates', '2', '--broken', 'expired,large'];
    const { printed } = await pki('make', lab, ...peers, ...broken, '--key', 'ec384', '--json');
    const made = JSON.parse(printed) as {
      folder: string;
      authorities: { name: string }[];
      certificates: { name: string; names: string[]; flaw?: string }[];
    };
    expect(made.folder).toBe(lab);
    expect(made.authorities.map(({ name }) => name)).toEqual([
      'ca',
      'intermediate-1',
      'intermediate-2',
    ]);
    expect(made.certificates.map(({ name, flaw }) => [name, flaw])).toEqual([
      ['gate', undefined],
      ['plain', undefined],
      ['expired', 'expired'],
      ['large', 'large'],
    ]);
    expect(made.certificates[1]?.names).toEqual(['plain.lab.example']);
    expect(made.certificates[2]?.names).toEqual(['10.0.0.1', 'gate.example']);
    const { printed: shown } = await pki('show', join(lab, 'gate.crt'));
    expect(shown).toContain('EC P-384');
  });

  it('fits every flaw on lines of 80 columns, in its list and its help too', async () => {
    const { printed } = await pki('make', lab, '--broken');
    expect(wide(printed)).toEqual([]);
    for (const name of FLAW_NAMES) expect(printed).toContain(`${name}.crt`);
    const { printed: listed } = await pki('list', lab);
    expect(wide(listed)).toEqual([]);
    expect(listed).toMatch(/^revoked-intermediate +broken +\d{4}-\d\d-\d\d +it has an issuer/m);
    expect(listed).toMatch(/^late-ca +good .* it has a\n +list that is out of date$/m);
  });

  it.each([
    [['--peer', 'a/b=192.0.2.1'], "cannot be a certificate's name"],
    [['--peer', 'a=192.0.2.1', '--peer', 'A'], 'The peer "A" is given twice'],
    [['--peer', 'ca=192.0.2.1'], 'the lab itself has files called "ca"'],
    [['--peer', 'a=ip:nowhere'], '"nowhere" is not an IPv4 or IPv6 address'],
    [['--broken', 'expird'], 'Did you mean "expired"?'],
    [['--intermediates', '4'], 'whole number from 0 to 3'],
    [['--key', 'rsa768'], 'Allowed choices are rsa1024'],
    [['--crl-url', 'https://192.0.2.80/'], 'lists are fetched over HTTP'],
    [['--organization', ''], 'is not a subject'],
    [['--at', 'tomorrow'], 'must be a time like 2027-01-31'],
  ])('refuses %j in one clear sentence', async (words, sentence) => {
    const { said, exitCode } = await pki('make', lab, ...words);
    expect([exitCode, said]).toEqual([2, expect.stringContaining(sentence)]);
  });

  it('overwrites nothing without --force', async () => {
    await pki('make', lab);
    const before = readFileSync(join(lab, 'ca.crt'), 'utf8');
    const { said, exitCode } = await pki('make', lab);
    expect([exitCode, said]).toEqual([
      2,
      `espial: ${lab} holds a lab already. Choose another folder, or add --force to overwrite it.`,
    ]);
    expect(readFileSync(join(lab, 'ca.crt'), 'utf8')).toBe(before);
    expect((await pki('make', lab, '--force')).exitCode).toBe(0);
    expect(readFileSync(join(lab, 'ca.crt'), 'utf8')).not.toBe(before);
  });
});

describe('the help of espial pki', () => {
  it.each(['make', 'issue', 'revoke', 'crl', 'list', 'use', 'show'])(
    'of %s fits 80 columns',
    async (command) => {
      const { printed, exitCode } = await pki(command, '--help');
      expect([exitCode, printed]).toEqual([
        0,
        expect.stringContaining(`espial pki ${command} lab`),
      ]);
      expect(wide(printed)).toEqual([]);
    },
  );
});

describe('espial pki issue', () => {
  it('issues what is asked for, and says how to use it', async () => {
    await pki('make', lab, '--at', '2026-06-01');
    const names = ['--san', '192.0.2.3,gamma.example', '--san', 'dn:O=Lab, CN=x'];
    const at = ['--at', '2026-06-01T12:00:00Z'];
    const { printed } = await pki('issue', lab, 'gamma', ...names, '--expired', ...at);
    expect(printed).toContain(`intermediate issued gamma:\n  ${lab}/gamma.crt\n`);
    expect(printed).toContain(`espial pki use ${lab} gamma`);
    const { printed: shown } = await pki('show', join(lab, 'gamma.crt'), '--json', ...at);
    const [{ holds }] = JSON.parse(shown) as [{ holds: [Record<string, unknown>] }];
    expect(holds[0]).toMatchObject({
      notBefore: '2026-04-01 12:00:00 UTC',
      notAfter: '2026-05-31 12:00:00 UTC',
      alternativeNames: ['IP:192.0.2.3', 'DNS:gamma.example', expect.stringContaining('O=Lab')],
      verdict: expect.stringMatching(/^Not good for IKE now\. .*2026-05-31 12:00:00 UTC/),
    });
    const { printed: lines } = await pki('use', lab, 'gamma');
    expect(lines).toContain(`certificate: ${lab}/gamma.crt`);
  });

  it('knows usages, authorities, and a certificate without names', async () => {
    await pki('make', lab);
    await pki('issue', lab, 'web', '--no-san', '--usage', 'keyEncipherment', '--eku', 'serverauth');
    const { printed: web } = await pki('show', join(lab, 'web.crt'));
    expect(web).toMatch(/key usage +keyEncipherment\n +extended usage +server authentication\n/);
    expect(web).toMatch(/names +none but the subject/);
    expect(web).toContain('Not good for IKE now.');
    await pki('issue', lab, 'sub', '--ca', '--path-length', '0', '--usage', 'keyCertSign');
    const { printed: sub } = await pki('show', join(lab, 'sub.crt'), join(lab, 'sub.crl'));
    expect(sub).toMatch(/authority +yes, path length 0\n/);
    expect(sub).toMatch(/IKE +An authority: /);
    expect(sub).toMatch(/revoked +0 certificates\n +it is +Up to date\./);
    expect(wide(`${web}${sub}`)).toEqual([]);
  });

  it.each([
    [['x', '--path-length', '1'], '--path-length is for authorities: add --ca.'],
    [['x', '--expired', '--not-yet-valid'], 'exclude each other'],
    [['x', '--until', '2020-01-01'], '--until is before'],
    [['x', '--days', '3', '--until', '2099-01-01'], '--days and --until both say'],
    [['x', '--key', 'ec256', '--key-of', 'alpha'], 'give one'],
    [['x', '--usage', 'sign'], '"sign" is none of digitalSignature'],
    [['x', '--eku', 'ike'], 'and no object identifier'],
    [['x', '--subject', 'alpha'], '"alpha" is not a subject like'],
    [['x', '--san', 'dn:alpha'], '"alpha" is not a subject like'],
    [['x', '--san', '10.0.0.256'], 'is no address, host name or user@host'],
    [['x', '--no-san', '--san', 'alpha'], '--no-san excludes it.'],
    [['x', '--issuer', 'beta'], 'the lab has no authority "beta"; it has ca, intermediate.'],
    [['alpha'], 'has a certificate "alpha" already. Choose another name, or add --force'],
  ])('refuses %j in one clear sentence', async (words, sentence) => {
    await pki('make', lab);
    const { said, exitCode } = await pki('issue', lab, ...words);
    expect([exitCode, said]).toEqual([2, expect.stringContaining(sentence)]);
  });
});

describe('espial pki revoke and crl', () => {
  it('write the list anew and say so', async () => {
    await pki('make', lab);
    const { printed } = await pki('revoke', lab, 'beta', '--reason', 'keyCompromise');
    expect(printed).toContain('revoked beta.\n');
    expect(printed).toContain('intermediate.crl: list 2, 1 certificate revoked');
    expect((await pki('list', lab)).printed).toMatch(/^beta +revoked /m);
    const { printed: shown } = await pki('show', join(lab, 'intermediate.crl'));
    expect(shown).toMatch(/revoked +1 certificate\n/);
    expect(shown).toContain('key compromise');
    expect((await pki('revoke', lab, 'beta', '--undo')).printed).toContain('off the list again');
    const { printed: renewed } = await pki('crl', lab, '--expired', '--json');
    const lists = JSON.parse(renewed) as { number: number; nextUpdate: string }[];
    expect(lists.map(({ number }) => number)).toEqual([2, 4]);
    for (const { nextUpdate } of lists) expect(Date.parse(nextUpdate)).toBeLessThan(Date.now());
    const { printed: late } = await pki('show', join(lab, 'ca.crl'));
    expect(late).toMatch(/it is +Out of date since /);
    expect(wide(`${shown}${late}`)).toEqual([]);
  });
});

describe('espial pki show', () => {
  it('tells keys, chains, lists and DER apart, and what is none of them', async () => {
    await pki('make', lab);
    const { printed } = await pki('show', join(lab, 'alpha.key'), join(lab, 'alpha-chain.pem'));
    expect(printed).toMatch(
      /alpha\.key: private key\n +key +EC P-256\n +key identifier +[0-9a-f]{40}/,
    );
    expect(printed.match(/alpha-chain\.pem: certificate, \d+ octets/g)).toHaveLength(2);
    expect(printed).toContain('Good for IKE, where its chain ends at a trusted root');

    const pem = readFileSync(join(lab, 'ca.crl'), 'utf8');
    const der = join(above, 'list.der');
    writeFileSync(der, Buffer.from(pem.replaceAll(/-----.*-----/g, ''), 'base64'));
    expect((await pki('show', der)).printed).toContain('list.der: revocation list');

    const none = join(above, 'none');
    writeFileSync(none, 'nothing');
    const { said, exitCode } = await pki('show', none);
    expect([exitCode, said]).toEqual([2, expect.stringContaining('neither PEM nor DER of one')]);
    const broken = pem.replace(/\n[A-Za-z0-9+/]{64}\n/, '\n');
    writeFileSync(none, broken);
    expect((await pki('show', none)).said).toMatch(/revocation list in .* cannot be read/);
    expect((await pki('show', join(above, 'missing'))).said).toContain('does not exist');
  });
});
