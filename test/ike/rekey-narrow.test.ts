import { expect, test } from 'vitest';
import { parseAddress, rangeOfPrefix } from '../../src/base/address.ts';
import { selectorText } from '../../src/base/traffic.ts';
import { PAIR_ADDRESSES } from '../../src/sim/pair-config.ts';
import { Duo, disagreements } from './duo.ts';

const narrow = {
  protocol: 0,
  localPort: 0,
  remotePort: 0,
  local: rangeOfPrefix(parseAddress('10.1.0.0'), 28),
  remote: rangeOfPrefix(PAIR_ADDRESSES.b.inner, 24),
} as const;

test('a responder renews a pair for the traffic that it has, not for all of its policy entry', () => {
  const duo = new Duo({ a: { tunnel: { selector: narrow } } });
  duo.complete();
  expect(duo.b.engine.renewChildren('tunnel', duo.now)).toBe(1);
  duo.wait(0);
  duo.settle();
  const [first, second] = duo.b.of('quick-mode-established').map(({ selector }) => selector);
  expect(second).toBe(first);
  expect(duo.a.of('quick-mode-established')[1]).toMatchObject({
    selector: selectorText(narrow),
    replaces: 1,
  });
  expect(disagreements(duo)).toEqual([]);
});

test('a host whose peer may have any address renews with the peer that it has', () => {
  const duo = new Duo({ b: { peer: { address: undefined } } });
  duo.complete();
  duo.b.engine.renewChildren('tunnel', duo.now);
  duo.b.engine.renewMainModes('a', duo.now);
  duo.wait(0);
  duo.settle();
  expect(duo.b.of('quick-mode-established')[1]).toMatchObject({ role: 'initiator', replaces: 1 });
  expect(duo.b.of('main-mode-established')[1]).toMatchObject({ role: 'initiator' });
});

test('one whose peer has two pairs of different traffic renews each by itself', () => {
  const duo = new Duo();
  duo.complete('tunnel');
  duo.complete('transport');
  duo.a.engine.renewChildren('transport', duo.now);
  duo.wait(0);
  duo.settle();
  expect(duo.a.engine.children()).toMatchObject([
    { policy: 'tunnel', replacedBy: undefined },
    { policy: 'transport', replacedBy: 3 },
    { policy: 'transport', replaces: 2 },
  ]);
});

test('where the newest pair is deleted, the one before serves again and is renewed', () => {
  const duo = new Duo();
  duo.complete();
  duo.a.engine.renewChildren('tunnel', duo.now);
  duo.wait(0);
  duo.settle();
  duo.b.engine.deleteChild(2, duo.now);
  duo.wait(0);
  duo.settle();
  const [left] = duo.a.engine.children();
  expect(left).toMatchObject({ id: 1, replacedBy: undefined });
  expect(left!.renewsAt).toBeDefined();
  duo.advance(61_000);
  expect(duo.a.of('quick-mode-established')).toHaveLength(3);
});
