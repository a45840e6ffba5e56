import { describe, expect, test } from 'vitest';
import type { KeyKind } from '../../../src/lab/pki/key.ts';
import { makeLab } from '../../../src/lab/pki/lab.ts';
import { Duo, established } from '../duo.ts';
import { certified, NOW } from './certified.ts';

describe.each<[KeyKind, string]>([
  ['rsa2048', 'RSA signatures'],
  ['ec256', 'ECDSA on P-256'],
  ['ec384', 'ECDSA on P-384'],
  ['ec521', 'ECDSA on P-521'],
])('main mode with certificates of %s', async (key, method) => {
  const lab = await makeLab({ now: NOW, key });

  test('proves both sides by their names (RFC 2409 5.1, RFC 4754)', () => {
    const duo = new Duo({
      a: certified(lab, { own: ['alpha'] }),
      b: certified(lab, { own: ['beta'] }),
    });
    duo.complete();
    expect(duo.a.failures).toEqual([]);
    expect(duo.b.failures).toEqual([]);
    expect(established(duo)).toBe('1 1 1 1');
    const [event] = duo.a.of('main-mode-established');
    expect(event!.authentication).toBe(method);
    expect(event!.provedBy).toMatch(/^certificate .*beta.*, issued by .*Intermediate/);
  });
});
