import { describe, expect, it } from 'vitest';
import { parsePeerFile } from '../../src/scenario/schema/load.ts';
import { FileProblems } from '../../src/scenario/schema/problem.ts';

const file = (peer: string, policy: string, profile = 'windows-2003'): string => `
name: alice
addresses: [192.0.2.1, 10.1.0.1]
profile: ${profile}
peers:
  - { name: bob, address: 192.0.2.2, psk: secret, ${peer} }
policies:
  - { name: p, action: protect, peer: bob, mode: transport, ${policy} }
`;

/** Place and words of every problem. */
function problemsOf(text: string): string[] {
  try {
    parsePeerFile('peer.yaml', text.slice(1), () => new Uint8Array(0));
    return [];
  } catch (error) {
    if (!(error instanceof FileProblems)) throw error;
    return error.message.split('\n').filter((line) => line.startsWith('peer.yaml'));
  }
}

const MAIN = 'proposals: [3des-sha1-modp1024]';
const QUICK = 'proposals: [3des-md5]';

describe('a file of the profile windows-2003', () => {
  it('is right with what that system has', () => {
    const peer = 'proposals: [des-md5-modp768, 3des-sha1-modp1024, 3des-sha1-modp2048]';
    expect(
      problemsOf(file(peer, 'proposals: [null-md5, des-sha1, 3des-md5], pfs: modp1024')),
    ).toEqual([]);
  });

  it.each([
    ['proposals: [aes128-sha1-modp1024]', QUICK, /^peer.yaml:5:6\d: .*no AES-CBC in main mode/],
    ['proposals: [3des-sha256-modp1024]', QUICK, /no SHA2-256 in main mode/],
    ['proposals: [3des-sha1-ecp256]', QUICK, /no Diffie-Hellman group 19, only 1, 2 and 14/],
    [MAIN, 'proposals: [aes128-sha1]', /no AES-CBC-128 with HMAC-SHA1-96, only NULL, DES and 3DES/],
    [MAIN, `${QUICK}, pfs: modp1536`, /no Diffie-Hellman group 5/],
    [MAIN, `${QUICK}, esn: offer`, /no extended sequence numbers/],
    [`${MAIN}, aggressive: accept`, QUICK, /no aggressive mode, and the profile is windows-2003/],
    [`${MAIN}, dpd: 30s`, QUICK, /no dead peer detection/],
  ])('is refused at its place with what it has not: %s %s', (peer, policy, words) => {
    const problems = problemsOf(file(peer, policy));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(words);
  });
});

describe('a file that refuses what is weak', () => {
  it.each([
    ['proposals: [des-sha1-modp2048], refuseWeak: true', 'proposals: [aes128-sha1]', /leaves none/],
    [`proposals: [aes128-sha1-ecp256], refuseWeak: true`, 'proposals: [null-sha1]', /leaves none/],
    [
      'proposals: [aes128-sha1-ecp256], refuseWeak: true, aggressive: accept',
      'proposals: [aes128-sha1]',
      /Use one of the two/,
    ],
  ])('must leave something: %s %s', (peer, policy, words) => {
    const problems = problemsOf(file(peer, policy, 'default'));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(words);
  });
});
