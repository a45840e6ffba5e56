import { expect, it } from 'vitest';
import { endpointText } from '../../src/base/address.ts';
import { pair } from '../../src/sim/pair.ts';
import { ping } from './pings.ts';

it('a responder whose peer is behind a NAT renews main mode from 4500 to the mapped port (RFC 3947 4)', () => {
  const world = pair({ nat: { a: {} } });
  expect(world.command(world.a, ping('tunnel'))).toMatchObject({ value: { received: 2 } });
  const mark = world.log.length;
  const renewed = world.command(world.b, { kind: 'rekey-main-mode', peer: 'a' });
  expect(renewed).toMatchObject({ ok: true });
  const ways = world.log
    .slice(mark)
    .filter(({ what, from }) => what === 'sent' && from === 'b')
    .map(({ path }) => [path.local.port, endpointText(path.remote)].join(' to '));
  expect(new Set(ways)).toEqual(new Set(['4500 to 192.0.2.1:40001']));
  const started = world.events(world.b, 'main-mode-established').at(-1);
  expect(started).toMatchObject({ role: 'initiator' });
  expect(world.command(world.a, ping('transport'))).toMatchObject({ value: { received: 2 } });
});
