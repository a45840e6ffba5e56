import { expect, it } from 'vitest';
import { AES_SHA1, facing, keysFor, packet, receive, send } from './fixture.ts';

it('a pair that stands down sends where no other serves its entry, and goes on receiving', () => {
  const { a, b, parameters } = facing();
  const fresh = keysFor(AES_SHA1, 'rekeyed');
  a.driver.install({ ...parameters[0], id: 2 }, { outbound: { spi: 4242, keys: fresh } }, 9);
  b.driver.install({ ...parameters[1], id: 2 }, { inbound: { spi: 4242, keys: fresh } }, 9);
  const before = send(a, packet(1));
  a.driver.standDown(2);
  expect(a.driver.hasOutboundSa('peer')).toBe(1);
  const after = send(a, packet(2));
  receive(b, ...before, ...after);
  expect(b.delivered).toEqual([packet(1), packet(2)]);
  a.driver.remove(1);
  expect(a.driver.hasOutboundSa('peer')).toBe(2);
  a.driver.standDown(7);
});
