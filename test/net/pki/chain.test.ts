import { describe, expect, it } from 'vitest';
import { answerPki } from '../../../src/net/pki/answer.ts';
import { NOW, problemOf, shown, signature, verdict } from './lab.ts';

const CHAIN = ['alpha-p256', 'inter2', 'inter1'];

describe('the path from a certificate to a trusted root', () => {
  it('goes through two intermediates, and the result names peer, issuer and root', () => {
    expect(answerPki(shown({ sent: CHAIN }), NOW)).toEqual({
      kind: 'verified',
      certificate: {
        subject: 'C=XX, O=Lab, CN=alpha',
        issuer: 'C=XX, O=Lab, CN=Lab Authority 2',
        root: 'C=XX, O=Lab, CN=Lab Root',
        thumbprint: expect.stringMatching(/^[0-9a-f]{40}$/),
      },
    });
  });

  it('is found in any order, among others and with duplicates (RFC 4945 3.3.10)', () => {
    expect(verdict({ sent: ['inter1', 'other', 'inter2', 'inter2', 'alpha-p256'] })).toBe(
      'verified',
    );
  });

  it('passes over what is no certificate', () => {
    const good = shown({ sent: CHAIN });
    const withNonsense = { ...good, certificates: [...good.certificates, new Uint8Array(9)] };
    expect(answerPki(withNonsense, NOW).kind).toBe('verified');
  });

  it('uses intermediates that are known', () => {
    expect(verdict({ sent: ['alpha-p256'], known: ['inter1', 'inter2'] })).toBe('verified');
  });

  it('begins with a certificate that is known where none is sent', () => {
    expect(verdict({ sent: [], known: ['direct', 'other'] })).toBe('verified');
    expect(verdict({ sent: ['inter1', 'inter2'], known: ['alpha-p256'] })).toBe('verified');
    expect(verdict({ sent: [], known: ['below-peer', 'root'] })).not.toBe('verified');
    const identity = { idType: 2, data: new TextEncoder().encode('beta.lab.example') };
    expect(verdict({ sent: [], known: ['direct'], identity })).toBe('no-certificate-from-peer');
  });

  it('may end at a trusted certificate that is no root, or is the peer itself', () => {
    expect(verdict({ sent: ['alpha-p256'], roots: ['inter2'] })).toBe('verified');
    expect(verdict({ roots: ['direct'] })).toBe('verified');
  });

  it('may end at another root by cross-signing', () => {
    expect(verdict({ sent: [...CHAIN, 'inter1-by-second'], roots: ['second-root'] })).toBe(
      'verified',
    );
  });

  it('goes another way where the first is out of date', () => {
    const sent = ['alpha-p256', 'inter2', 'inter1-by-second-expired', 'inter1'];
    expect(verdict({ sent, roots: ['second-root', 'root'] })).toBe('verified');
    expect(verdict({ sent: sent.slice(0, 3), roots: ['second-root'] })).toBe('certificate-expired');
  });

  it('does not run in circles', () => {
    const sent = ['below-right', 'right-by-left', 'left-by-right'];
    expect(verdict({ sent, roots: ['second-root'] })).not.toBe('verified');
    expect(verdict({ sent: [...sent, 'left-by-root'] })).toBe('verified');
  });

  it('reads what strongSwan made', () => {
    expect(
      verdict({
        sent: ['strongswan-moon', 'strongswan-ca'],
        roots: ['strongswan-root'],
        identity: { idType: 1, data: Uint8Array.of(192, 0, 2, 7) },
        algorithm: 'rsa',
        signature: signature('strongswan-moon'),
        revocation: 2,
        lists: ['strongswan-ca', 'strongswan-root'],
      }),
    ).toBe('verified');
  });
});

describe('a path that does not reach a trusted root', () => {
  it('ends at a root that is sent and not trusted', () => {
    const found = problemOf({ sent: ['other', 'other-root'] });
    expect(found.code).toBe('untrusted-root');
    expect(found.detail).toContain('CN=Other Root');
    expect(found.facts).toEqual([
      {
        what: 'trusted root',
        expected: 'C=XX, O=Lab, CN=Lab Root',
        found: 'C=YY, O=Other, CN=Other Root',
      },
    ]);
  });

  it('ends at an issuer of another house that is not at hand', () => {
    expect(verdict({ sent: ['other'] })).toBe('untrusted-root');
  });

  it('lacks an intermediate of the house', () => {
    const found = problemOf({ sent: ['alpha-p256', 'inter1'] });
    expect(found.code).toBe('missing-intermediate');
    expect(found.detail).toContain('CN=Lab Authority 2');
    expect(verdict({ sent: ['alpha-p256', 'inter2'] })).toBe('missing-intermediate');
  });

  it('believes the certificate that says who is above its issuer', () => {
    expect(verdict({ sent: ['says-root'] })).toBe('untrusted-root');
    expect(verdict({ sent: ['says-intermediate'] })).toBe('missing-intermediate');
  });

  it('names a trusted root whose key did not sign it', () => {
    expect(problemOf({ sent: ['twin'] }).detail).toContain('no key');
    expect(verdict({ sent: ['twin'] })).toBe('untrusted-root');
    expect(verdict({ sent: ['twin-silent'] })).toBe('untrusted-root');
    expect(verdict({ sent: ['twin', 'twin-root'] })).toBe('untrusted-root');
  });

  it('has no root at all to go to', () => {
    expect(verdict({ roots: [] })).toBe('untrusted-root');
  });
});
