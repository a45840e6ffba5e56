/** A provider that is wrong in one thing is found out, and is not used for that thing alone. */

import { describe, expect, it } from 'vitest';
import { choose, prove } from '../../src/cli/crypto/proven-provider.ts';
import { allSubjects, type Subject, subjectName } from '../../src/cli/crypto/subjects.ts';
import { nobleProvider } from '../../src/crypto/noble.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import type { CryptoProvider, EspSuite } from '../../src/crypto/provider.ts';

const SUITE: EspSuite = { encryption: 'aes-cbc', keyBits: 128, integrity: 'hmac-sha1-96' };

function opensAll(): CryptoProvider {
  return {
    ...nodeProvider,
    espOpener: (...means) => {
      const opener = nodeProvider.espOpener(...means);
      return {
        open(arena, spans, count, verdicts, highs) {
          opener.open(arena, spans, count, verdicts, highs);
          verdicts.fill(1, 0, count);
        },
      };
    },
  };
}

/** Right alone, wrong from the third packet of a batch on. */
function losesLanes(): CryptoProvider {
  return {
    ...nodeProvider,
    espSealer: (...means) => {
      const sealer = nodeProvider.espSealer(...means);
      return {
        ...sealer,
        seal: (arena, spans, count, highs) => sealer.seal(arena, spans, Math.min(count, 2), highs),
      };
    },
  };
}

describe('the proof of a provider', () => {
  it('has a name of its own for every subject', () => {
    const names = allSubjects().map(subjectName);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each([
    ['an opener that takes forged packets', opensAll(), { kind: 'suite', suite: SUITE }],
    ['a sealer that is wrong in batches', losesLanes(), { kind: 'suite', suite: SUITE }],
    [
      'a hash that is wrong over a certain length',
      {
        ...nodeProvider,
        hash: (name, ...parts) =>
          nodeProvider.hash(parts[0]!.length > 128 ? 'sha512' : name, ...parts),
      },
      { kind: 'hash', name: 'sha256' },
    ],
    [
      'a secret of the wrong curve',
      { ...nodeProvider, sharedSecret: () => new Uint8Array(32) },
      { kind: 'group', group: 19 },
    ],
    [
      'a secret that is not a power',
      { ...nodeProvider, sharedSecret: (_pair, peer) => peer },
      { kind: 'group', group: 14 },
    ],
  ] as readonly (readonly [string, CryptoProvider, Subject])[])(
    'sees %s',
    (_what, provider, subject) => {
      expect(prove(nodeProvider, nobleProvider, subject)).toMatchObject({ proved: true });
      expect(prove(provider, nobleProvider, subject)).toMatchObject({ proved: false });
      const choice = choose([provider, nodeProvider, nobleProvider], subject);
      expect(choice.provider).toBe(nodeProvider);
      expect(choice.proofs).toHaveLength(2);
    },
  );

  it('knows a wrong answer even where the reference is as wrong', () => {
    const wrong: CryptoProvider = { ...nobleProvider, hash: () => new Uint8Array(20) };
    expect(prove(wrong, { ...wrong }, { kind: 'hash', name: 'sha1' })).toEqual({
      proved: false,
      why: 'gives another answer than the RFC',
    });
  });
});
