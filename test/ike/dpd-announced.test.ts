import { expect, test } from 'vitest';
import { fromHex, toHex } from '../../src/base/bytes.ts';
import { DEFAULT_DIALECT, DEFAULT_KEEPING } from '../../src/ike/policy.ts';
import { Bench } from './bench.ts';
import { vendorId } from './payloads.ts';
import { Puppet } from './puppet.ts';

const DPD = 'afcad71368a1f1c96b8696fc77570100';
const keeping = { ...DEFAULT_KEEPING, dpd: { idleSeconds: 5 } };

/** What a host whose policy is to ask says in a minute to a silent peer that announced so much. */
function questions(vendorIds: readonly string[]): number {
  const bench = new Bench({ peer: { keeping } });
  const puppet = new Puppet(bench, { role: 'initiator' });
  puppet.offer(
    undefined,
    vendorIds.map((hex) => vendorId(fromHex(hex))),
  );
  puppet.exchangeKeys();
  puppet.prove();
  bench.advance(60_000);
  return bench.of('peer-asked').length;
}

test('the default dialect announces it, that of Windows Server 2003 does not', () => {
  const [plain] = new Bench().initiate();
  expect(toHex(plain!)).toContain(DPD);
  const dialect = { ...DEFAULT_DIALECT, name: 'windows-2003' } as const;
  const [windows] = new Bench({ peer: { dialect } }).initiate();
  expect(toHex(windows!)).not.toContain(DPD);
});

test('only a peer that announced it is asked (RFC 3706 5.1)', () => {
  expect(questions([])).toBe(0);
  expect(questions([DPD])).toBe(1);
});
