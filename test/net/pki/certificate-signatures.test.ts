import { describe, expect, it } from 'vitest';
import { verdict } from './lab.ts';

describe('signatures on certificates', () => {
  it.each(['rsa-md5', 'rsa-sha1', 'rsa-sha384', 'rsa-sha512', 'rsa-pss'])('%s', (name) => {
    expect(verdict({ sent: [name], roots: ['rsa-root'] })).toBe('verified');
    expect(verdict({ sent: [name], roots: ['root'] })).not.toBe('verified');
  });

  it('Ed25519', () => {
    expect(verdict({ sent: ['ed25519'], roots: ['ed25519-root'] })).toBe('verified');
  });
});
