import { Command } from 'commander';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type DoctorRow, doctorText } from '../../src/cli/crypto/doctor-text.ts';
import { addDoctor } from '../../src/cli/doctor.ts';
import { allSuites } from '../../src/crypto/algorithms.ts';
import { suiteName } from '../../src/crypto/suite-names.ts';

afterEach(() => vi.restoreAllMocks());

/** What the command prints. */
async function doctor(...words: string[]): Promise<string> {
  let printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  const program = new Command().exitOverride();
  addDoctor(program);
  await program.parseAsync(['doctor', ...words], { from: 'user' });
  return printed;
}

describe('espial doctor', () => {
  it('says on lines of 80 columns what the machine brings and who serves what', async () => {
    const text = await doctor();
    for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
    expect(text).toMatch(/^ {2}WebAssembly +with SIMD$/m);
    expect(text).toMatch(/^ {2}hmac-sha1 +fast +WASM if short, else OpenSSL +RFC, noble$/m);
    expect(text).toMatch(/^ {2}aes\*-sha1 +fast +one cipher an SA, HMACs in WASM +noble$/m);
    expect(text).toMatch(/^ {2}aes\*-aesxcbc +node +OpenSSL, a packet at a time +noble$/m);
    expect(text).toMatch(/^ {2}chacha20poly1305 +fast +WASM +RFC, noble$/m);
    expect(text).toMatch(/^ {2}ecp256 +node +OpenSSL +RFC, noble$/m);
    expect(text).toContain('Every provider proved itself.');
  });

  it('has a row for every suite in JSON', async () => {
    const { algorithms } = JSON.parse(await doctor('--crypto', 'fastest', '--json')) as {
      readonly algorithms: readonly DoctorRow[];
    };
    const suites = algorithms.filter(({ kind }) => kind === 'suite').map(({ name }) => name);
    expect(suites).toEqual(allSuites().map(suiteName));
    expect(algorithms.flatMap(({ refused }) => refused)).toEqual([]);
  });

  it('says what is missing and what to do, and who failed its proof', () => {
    const text = doctorText(
      'auto',
      [{ name: 'koffi', usable: false, found: 'not installed', advice: 'npm install koffi' }],
      [
        {
          kind: 'hash',
          name: 'md5',
          provider: 'noble',
          way: 'JavaScript',
          proof: 'is the reference',
          refused: [{ provider: 'node', why: 'fails: unsupported' }],
          isFasterUnsafely: false,
        },
        {
          kind: 'suite',
          name: 'aes128gcm16',
          provider: 'node',
          way: 'OpenSSL, a packet at a time',
          proof: 'known answer',
          refused: [],
          isFasterUnsafely: true,
        },
      ],
    );
    expect(text).toMatch(/^ {2}koffi +no: not installed\n +npm install koffi$/m);
    expect(text).toMatch(/^ {2}md5 +noble +JavaScript +-\n {6}not node: it fails: unsupported$/m);
    expect(text).toMatch(/^ {2}aes128gcm16 +node +OpenSSL, a packet at a time \* +RFC, noble$/m);
    expect(text).toContain('* --crypto fastest is faster');
    expect(text).toContain('1 algorithm is not served by the provider that is preferred');
  });
});
