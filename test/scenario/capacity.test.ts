/** The word of a peer's file for how much a host holds. */

import { expect, it } from 'vitest';
import { parsePeerFile } from '../../src/scenario/schema/load.ts';

function capacityOf(line: string) {
  const text = `name: alice\naddresses: [192.0.2.1]\nsockets: { mode: direct }\n${line}\n`;
  return parsePeerFile('/etc/peer.yaml', text, () => new Uint8Array(0)).config.capacity;
}

it('says nothing where the file says nothing', () => {
  expect(capacityOf('')).toBeUndefined();
});

it('says one or both', () => {
  expect(capacityOf('capacity: { mainModes: 20000, securityAssociations: 50000 }')).toEqual({
    mainModes: 20_000,
    securityAssociations: 50_000,
  });
  expect(capacityOf('capacity: { mainModes: 7 }')).toEqual({ mainModes: 7 });
});

it.each([
  ['capacity: { mainModes: 0 }', 'mainModes'],
  ['capacity: { mainModes: 1000000 }', '131072'],
  ['capacity: { securityAssociations: 1 }', 'securityAssociations'],
  ['capacity: { mainmodes: 5 }', 'mainModes'],
  ['capacity: many', 'how much this host holds'],
])('refuses %s in one sentence', (line, words) => {
  expect(() => capacityOf(line)).toThrow(words);
});
