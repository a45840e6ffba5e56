/** A host that holds as many SAs as its file lets it says so, and what to do. */

import { expect, test } from 'vitest';
import type { HostConfig } from '../../src/host/config.ts';
import { labPair, up } from './pairs.ts';

function pairOf(capacity: HostConfig['capacity']) {
  return labPair({ a: { host: { capacity } } });
}

test('of main modes: the next negotiation fails and names the word', () => {
  const subject = pairOf({ mainModes: 1 });
  up(subject, subject.a, 'tunnel');
  const result = subject.command(subject.a, { kind: 'rekey-main-mode', peer: 'b' });
  expect(result).toMatchObject({ ok: false, failure: { code: 'limit-reached' } });
  expect(subject.lastFailure(subject.a)!.advice).toContain(
    'If this host is to hold more, let "capacity: { mainModes: ... }" in its file say so.',
  );
  expect(subject.a.host.query('main-mode-sas').items).toHaveLength(1);
  const other = pairOf({ mainModes: 2 });
  up(other, other.a, 'tunnel');
  other.command(other.a, { kind: 'rekey-main-mode', peer: 'b' });
  expect(other.a.host.query('main-mode-sas').items).toHaveLength(2);
});

test('of SAs: both directions of a pair count', () => {
  const subject = pairOf({ securityAssociations: 2 });
  up(subject, subject.a, 'tunnel');
  const result = subject.command(subject.a, { kind: 'up', policy: 'transport' });
  expect(result).toMatchObject({ ok: false, failure: { code: 'limit-reached' } });
  expect(subject.lastFailure(subject.a)!.advice).toContain(
    'If this host is to hold more, let "capacity: { securityAssociations: ... }" in its file say so.',
  );
  const roomy = pairOf({ securityAssociations: 4 });
  up(roomy, roomy.a, 'tunnel');
  up(roomy, roomy.a, 'transport');
});
