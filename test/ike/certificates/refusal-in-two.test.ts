import { beforeAll, expect, test } from 'vitest';
import { type Lab, makeLab } from '../../../src/lab/pki/lab.ts';
import { Duo } from '../duo.ts';
import { certified, NOW } from './certified.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await makeLab({ now: NOW, key: 'rsa1024', hash: 'sha1', flaws: ['expired'] });
});

/** What an initiator sends that refuses message 6 of a peer, by the payloads of each message. */
function refusal(dialect: 'default' | 'windows-2003'): string[] {
  const peer = { dialect: { name: dialect, aggressive: 'never', refuseWeak: false } } as const;
  const duo = new Duo({
    both: { peer },
    a: certified(lab, { own: ['alpha'] }),
    b: certified(lab, { own: ['expired'] }),
  });
  duo.complete();
  expect(duo.a.failures[0]?.code).toBe('certificate-expired');
  expect(duo.b.engine.mainModeSas()).toEqual([]);
  const sent = duo.a.of('isakmp-sent').filter(({ exchange }) => exchange === 'informational');
  return sent.map(({ payloads }) => payloads.map((name) => name.replace(/\(.*/, '')).join(' '));
}

test('a refusal of message 6 is one message to an Espial', () => {
  expect(refusal('default')).toEqual(['HASH N D']);
});

test('to others the delete is a message of its own, since some look at the first payload alone', () => {
  expect(refusal('windows-2003')).toEqual(['HASH N', 'HASH D']);
});
