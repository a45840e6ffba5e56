import { describe, expect, it } from 'vitest';
import { failureText } from '../../src/observe/failure-text.ts';
import { failure } from './sample-failure.ts';

describe('a failure in words', () => {
  it('says what, where, both sides next to each other, and what to try', () => {
    expect(`\n${failureText(failure, { host: 'bob' })}\n`).toBe(`
FAILED: This host and alice have no common main-mode proposal.
  where   main mode, message 1, seen by bob
  seen    No transform that the peer offers is one that this host accepts. The
          first attribute that differs is the group.
                    bob (here)                    peer
  encryption        AES-CBC-128                   AES-CBC-128
  hash              SHA1                          SHA1
! Diffie-Hellman    MODP-2048 (group 14) or       MODP-1024 (group 2)
  group             MODP-3072 (group 15)
                    ^ the first difference
! lifetime          28800 s                       3600 s
  sent    NOTIFY 14 NO-PROPOSAL-CHOSEN to the peer
  Windows error 13868 POLICY_MATCH, audit event 546, failure point Me
  try     Give both hosts at least one identical set of encryption, hash,
          authentication method and group.
          Nothing else.
`);
  });

  it('fits in 80 columns whatever it holds', () => {
    const long = 'x'.repeat(300);
    const text = failureText(
      {
        ...failure,
        title: `${long} ${failure.detail.repeat(3)}`,
        detail: long,
        comparison: [{ what: long, local: long, peer: long, differs: true }],
        advice: [long],
      },
      { host: 'bob' },
    );
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('says where it can only guess', () => {
    const text = failureText({ ...failure, certainty: 'likely' }, { host: 'bob' });
    expect(text).toContain('seen by bob (likely; the wire cannot tell for');
  });
});
