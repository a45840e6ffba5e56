import { expect, it } from 'vitest';
import { parseAddress } from '../../src/base/address.ts';
import { arenaPool, BatchWriter, batchOfOne, datagramOf, type Path } from '../../src/base/batch.ts';
import { seededRandom } from '../../src/base/random.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import { Host } from '../../src/host/host.ts';
import { echoRequest } from '../../src/wire/icmp.ts';
import { bareConfig } from '../net/fake-host.ts';

const OWN = parseAddress('192.0.2.1');
const OTHER = parseAddress('192.0.2.2');
const LINK: Path = {
  carrier: 'link',
  local: { address: OWN, port: 0 },
  remote: { address: OTHER, port: 0 },
};
const PING = echoRequest({
  source: OTHER,
  destination: OWN,
  identifier: 1,
  sequence: 1,
  payload: new Uint8Array(8),
});

/** What a host does with a ping: answers it, and hands it to whoever else is on the inner side. */
function pinged(leave: readonly string[]) {
  const bare = bareConfig('host', OWN.text);
  const host = new Host({
    config: {
      ...bare,
      unmatched: 'permit',
      stack: { ...bare.stack, icmpEcho: true, leave: leave.map(parseAddress) },
    },
    provider: nodeProvider,
    random: seededRandom('host'),
  });
  const pool = arenaPool();
  const out = {
    network: new BatchWriter(pool),
    inner: new BatchWriter(pool),
    note() {},
    reply() {},
    effect() {},
  };
  host.receive(batchOfOne(LINK, PING), 0, out);
  const packets = (writer: BatchWriter) => writer.drain().map((batch) => datagramOf(batch, 0));
  return { answers: packets(out.network), inner: packets(out.inner) };
}

it('a host leaves packets for some of its addresses to another on the inner side', () => {
  expect(pinged([OWN.text])).toEqual({ answers: [], inner: [PING] });
});

it('and answers those for the others itself', () => {
  const { answers, inner } = pinged(['192.0.2.9']);
  expect([answers.length, inner]).toEqual([1, []]);
});
