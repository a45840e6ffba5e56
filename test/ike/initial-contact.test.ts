import { expect, test } from 'vitest';
import { DEFAULT_DIALECT, DEFAULT_KEEPING } from '../../src/ike/policy.ts';
import { labPair, up } from '../host/pairs.ts';
import { restart, said, seconds, silence } from './silence.ts';

test('is said with the first main mode by both sides, protected, and not again', () => {
  const both = labPair();
  up(both, both.a, 'tunnel');
  up(both, both.a, 'transport');
  const messages = both
    .events(both.a, 'isakmp-sent')
    .filter(({ payloads }) => payloads.includes('N(INITIAL-CONTACT)'));
  expect(messages).toMatchObject([{ exchange: 'main mode', number: 5, encrypted: true }]);
  expect(said(both, both.b, 'INITIAL-CONTACT')).toHaveLength(1);
  expect(both.events(both.b, 'peer-restarted')).toEqual([]);
});

test('is not said where policy does not want it', () => {
  const keeping = { ...DEFAULT_KEEPING, initialContact: false };
  const both = labPair({ both: { peer: { keeping } } });
  up(both, both.a, 'tunnel');
  expect(said(both, both.a, 'INITIAL-CONTACT')).toEqual([]);
});

test('makes the other side forget what was there before, and only that', () => {
  const both = labPair();
  up(both, both.a, 'tunnel');
  up(both, both.a, 'transport');
  seconds(both, 1);
  const b = restart(both, both.b);
  up(both, b, 'tunnel');
  seconds(both, 1);
  expect(both.events(both.a, 'peer-restarted')).toMatchObject([
    { saidBy: 'INITIAL-CONTACT', mainModes: 1, pairs: 2 },
  ]);
  expect(both.events(both.a, 'main-mode-ended')).toMatchObject([{ reason: 'peer-restarted' }]);
  expect(both.a.host.query('main-mode-sas').items).toHaveLength(1);
  expect(both.a.host.query('quick-mode-sas').items).toHaveLength(1);
  expect(both.events(both.b, 'peer-restarted')).toEqual([]);
});

test('does not end what both sides begin at once', () => {
  const both = labPair();
  both.begin(both.a, { kind: 'up', policy: 'tunnel' });
  both.begin(both.b, { kind: 'up', policy: 'tunnel' });
  seconds(both, 2);
  expect(both.events(both.a, 'peer-restarted')).toEqual([]);
  expect(both.events(both.b, 'peer-restarted')).toEqual([]);
  expect(both.a.host.query('quick-mode-sas').items.length).toBeGreaterThan(0);
});

test('of a main mode that fails ends nothing', () => {
  const both = labPair({ b: { presharedKey: 'another' } });
  const result = both.command(both.a, { kind: 'up', policy: 'tunnel' });
  expect(result.ok).toBe(false);
  expect(both.events(both.b, 'peer-restarted')).toEqual([]);
});

test('in the dialect of Windows it is a vendor ID, which counts when main mode is established', () => {
  const dialect = { ...DEFAULT_DIALECT, name: 'windows-2003' } as const;
  const proposals = [{ encryption: '3des-cbc', keyBits: 192, hash: 'sha1', group: 2 } as const];
  const suite = { encryption: '3des-cbc', keyBits: 192, integrity: 'hmac-sha1-96' } as const;
  const child = { proposals: [{ protocol: 'esp', suite } as const] };
  const both = labPair({ both: { peer: { dialect, proposals }, child } });
  up(both, both.a, 'tunnel');
  seconds(both, 1);
  expect(said(both, both.a, 'INITIAL-CONTACT')).toEqual([]);
  const b = restart(both, both.b);
  const heal = silence(both, both.a);
  both.begin(b, { kind: 'up', policy: 'tunnel' });
  seconds(both, 0.5);
  // The vendor ID alone, in message 1, has ended nothing.
  expect(both.events(both.a, 'peer-restarted')).toEqual([]);
  heal();
  seconds(both, 5);
  expect(both.events(both.a, 'peer-restarted')).toMatchObject([{ saidBy: 'Vid-Initial-Contact' }]);
});

test('by a vendor ID, which no hash covers, says nothing in another dialect', () => {
  const dialect = { ...DEFAULT_DIALECT, name: 'windows-2003' } as const;
  const proposals = [{ encryption: '3des-cbc', keyBits: 192, hash: 'sha1', group: 2 } as const];
  const suite = { encryption: '3des-cbc', keyBits: 192, integrity: 'hmac-sha1-96' } as const;
  const child = { proposals: [{ protocol: 'esp', suite } as const] };
  const both = labPair({ both: { peer: { proposals }, child }, b: { peer: { dialect } } });
  up(both, both.a, 'tunnel');
  seconds(both, 1);
  const b = restart(both, both.b);
  up(both, b, 'tunnel');
  seconds(both, 1);
  expect(both.events(both.a, 'peer-restarted')).toEqual([]);
});
