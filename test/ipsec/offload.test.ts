/** SAs whose work hardware does, as far as the provider of cryptography says so. */

import { describe, expect, it } from 'vitest';
import { provenProvider } from '../../src/cli/crypto/proven-provider.ts';
import { nobleProvider } from '../../src/crypto/noble.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import type { ProtectionParts } from '../../src/crypto/protection.ts';
import type { CryptoProvider } from '../../src/crypto/provider.ts';
import { AES_SHA1, counter, facing, packet, type Rig, receive, send } from './fixture.ts';

type Work = 'espSealer' | 'espOpener' | 'ahMac';

/** It says of so much of its work that hardware does it. */
function card(...works: readonly Work[]): CryptoProvider {
  const marked = <T extends object>(work: Work, made: T): T =>
    works.includes(work) ? Object.assign(made, { offloaded: true }) : made;
  return {
    ...nodeProvider,
    espSealer: (...asked) => marked('espSealer', nodeProvider.espSealer(...asked)),
    espOpener: (...asked) => marked('espOpener', nodeProvider.espOpener(...asked)),
    ahMac: (...asked) => marked('ahMac', nodeProvider.ahMac(...asked)),
  };
}

const ESP: ProtectionParts = { suite: AES_SHA1 };
const AH: ProtectionParts = { ah: 'hmac-sha1-96' };
const BOTH: ProtectionParts = { suite: AES_SHA1, ah: 'hmac-sha1-96' };
const OCTETS = packet().length;

function counted(host: Rig): readonly number[] {
  return (['offloadedAssociations', 'offloadedBytesSent', 'offloadedBytesReceived'] as const).map(
    (slot) => counter(host, slot),
  );
}

/** After one packet from a to b. */
function afterOnePacket(protection: ProtectionParts, provider: CryptoProvider) {
  const { a, b } = facing({ protection, provider });
  receive(b, ...send(a, packet()));
  expect(b.delivered).toHaveLength(1);
  return { a, b };
}

describe('an offloaded SA', () => {
  it.each<[string, ProtectionParts, readonly Work[], readonly number[], readonly number[]]>([
    ['ESP both ways', ESP, ['espSealer', 'espOpener'], [1, OCTETS, 0], [1, 0, OCTETS]],
    ['ESP out alone', ESP, ['espSealer'], [1, OCTETS, 0], [1, 0, 0]],
    ['ESP in alone', ESP, ['espOpener'], [1, 0, 0], [1, 0, OCTETS]],
    ['AH', AH, ['ahMac'], [1, OCTETS, 0], [1, 0, OCTETS]],
    ['of a bundle all', BOTH, ['espSealer', 'ahMac'], [1, OCTETS, 0], [1, 0, 0]],
    ['of a bundle the ESP', BOTH, ['espSealer', 'espOpener'], [0, 0, 0], [0, 0, 0]],
    ['of a bundle the AH', BOTH, ['ahMac'], [0, 0, 0], [0, 0, 0]],
    ['nothing', BOTH, [], [0, 0, 0], [0, 0, 0]],
  ])('counts where hardware does: %s', (_title, protection, works, ofA, ofB) => {
    const { a, b } = afterOnePacket(protection, card(...works));
    expect([counted(a), counted(b)]).toEqual([ofA, ofB]);
  });

  it('counts no longer once it is removed; its octets stay', () => {
    const { a } = afterOnePacket(ESP, card('espSealer', 'espOpener'));
    a.driver.remove(1);
    expect(counted(a)).toEqual([0, OCTETS, 0]);
  });

  it('is one for a provider that was proven too', () => {
    const { a } = afterOnePacket(ESP, provenProvider(card('espSealer'), nobleProvider));
    expect(counted(a)).toEqual([1, OCTETS, 0]);
  });

  it.each([nodeProvider, nobleProvider, provenProvider(nodeProvider, nobleProvider)])(
    'is nothing that Espial’s own cryptography makes',
    (provider) => {
      for (const protection of [ESP, AH, BOTH]) {
        const { a, b } = afterOnePacket(protection, provider);
        expect([...counted(a), ...counted(b)]).toEqual([0, 0, 0, 0, 0, 0]);
      }
    },
  );
});
