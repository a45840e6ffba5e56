import { expect, test } from 'vitest';
import { DEFAULT_KEEPING } from '../../src/ike/policy.ts';
import { decodeMessage, encodeMessage } from '../../src/wire/isakmp/message.ts';
import { PAYLOAD } from '../../src/wire/numbers/isakmp.ts';
import { vendorIdBytes } from '../../src/wire/numbers/vendor-ids.ts';
import { Duo } from './duo.ts';

const IDLE = { seconds: 300, clusterSeconds: 60 };

function duo(): Duo {
  const peer = { keeping: { ...DEFAULT_KEEPING, idle: IDLE } };
  const both = new Duo({ a: { peer } });
  both.complete();
  return both;
}

test('a pair that nothing uses ends after its time, and the peer is told', () => {
  const pairs = duo();
  pairs.advance(299_999);
  expect(pairs.a.engine.children()).toHaveLength(1);
  pairs.advance(1);
  expect(pairs.a.of('quick-mode-ended')).toMatchObject([{ reason: 'idle' }]);
  expect(pairs.b.of('quick-mode-ended')).toMatchObject([{ reason: 'deleted-by-peer' }]);
});

test('a pair that is used lives on, from its last packet', () => {
  const pairs = duo();
  const [child] = pairs.a.engine.children();
  pairs.advance(200_000);
  pairs.a.sas.inboundAt.set(child!.id, pairs.now);
  pairs.advance(299_999);
  expect(pairs.a.engine.children()).toHaveLength(1);
  pairs.advance(1);
  expect(pairs.a.engine.children()).toEqual([]);
});

test('with a peer of a cluster the time is shorter', () => {
  const peer = { keeping: { ...DEFAULT_KEEPING, idle: IDLE } };
  const pairs = new Duo({ a: { peer } });
  pairs.initiate();
  pairs.pass(1);
  const two = pairs.take()!;
  const { header, payloads } = decodeMessage(two.message);
  const cluster = {
    kind: 'vendor-id',
    type: PAYLOAD.VID,
    data: vendorIdBytes('NLBS_PRESENT'),
  } as const;
  pairs.deliver(two, encodeMessage(header, [...payloads, cluster]));
  pairs.settle();
  pairs.advance(59_999);
  expect(pairs.a.engine.children()).toHaveLength(1);
  pairs.advance(1);
  expect(pairs.a.engine.children()).toEqual([]);
});

test('without such a policy nothing ends by it', () => {
  const pairs = new Duo();
  pairs.complete();
  pairs.advance(600_000);
  expect(pairs.a.of('quick-mode-ended')).toEqual([]);
});
