import { expect, test } from 'vitest';
import { type Address, parseAddress } from '../../src/base/address.ts';
import { concat } from '../../src/base/bytes.ts';
import { Bench, pathTo } from './bench.ts';
import { data, deletion, mainModeSa, quickModeSa } from './payloads.ts';
import { octetsOf, Puppet } from './puppet.ts';

/** A host for travellers: one policy for any address, under one key. */
function forTravellers(): Bench {
  return new Bench({
    peers: (peer) => [{ ...peer, address: undefined }],
    child: { mode: 'tunnel', selector: anything },
  });
}

const all = { first: parseAddress('0.0.0.0'), last: parseAddress('255.255.255.255') };
const anything = { local: all, remote: all, protocol: 0, localPort: 0, remotePort: 0 };
const rows = [
  [1, 1],
  [2, 3600],
  [4, 1],
  [5, 2],
  [6, 128],
] as const;

/** A traveller at an address, with a pair of ESP SAs; both take the same SPI of their own. */
function traveller(bench: Bench, address: Address, spi = 0x5555): Puppet {
  const path = pathTo(500, address);
  const puppet = new Puppet(bench, { role: 'initiator', seed: address.text, path }).mainMode();
  const request = [quickModeSa(spi, rows), data('nonce', puppet.ni)];
  const answer = puppet.open(puppet.give(puppet.quick1(7, request))[0]!);
  puppet.give(puppet.quick3(7, puppet.ni, octetsOf(answer, 'nonce')));
  return puppet;
}

const HOME = parseAddress('198.51.100.1');
const CAFE = parseAddress('203.0.113.1');

test('a delete goes to the traveller whose pair it was', () => {
  const bench = forTravellers();
  traveller(bench, HOME);
  traveller(bench, CAFE);
  const [first] = bench.engine.children();
  bench.engine.deleteChild(first!.id, bench.now);
  expect(bench.sent.at(-1)!.path.remote.address.text).toBe(HOME.text);
});

test('a traveller ends its own pairs and main modes, not those of another', () => {
  const bench = forTravellers();
  const home = traveller(bench, HOME);
  const cafe = traveller(bench, CAFE);
  const cookies = concat(cafe.cookies.initiator, cafe.cookies.responder);
  home.give(home.inform(1, [deletion(1, cookies)]));
  expect(bench.engine.mainModeSas()).toHaveLength(2);
  const spi = Uint8Array.of(0, 0, 0x55, 0x55);
  cafe.give(cafe.inform(1, [deletion(3, spi)]));
  const left = [...bench.sas.installed.values()].map(
    ({ pair }) => pair.remoteEndpoint.address.text,
  );
  expect(left).toEqual([HOME.text]);
  cafe.give(cafe.inform(2, [deletion(3, spi)]));
  expect(bench.sas.installed.size).toBe(1);
});

test('deletePeer tells every traveller', () => {
  const bench = forTravellers();
  traveller(bench, HOME);
  traveller(bench, CAFE);
  const before = bench.sent.length;
  expect(bench.engine.deletePeer('b', bench.now)).toBe(4);
  const told = bench.sent.slice(before).map(({ path }) => path.remote.address.text);
  expect(told.sort()).toEqual([HOME.text, HOME.text, CAFE.text, CAFE.text]);
});

test('the same cookie from two addresses makes two exchanges', () => {
  const bench = forTravellers();
  const [one, two] = [HOME, CAFE].map(
    (address) => new Puppet(bench, { role: 'initiator', seed: 'same', path: pathTo(500, address) }),
  );
  one!.offer();
  two!.offer();
  expect(one!.cookies.initiator).toEqual(two!.cookies.initiator);
  expect(one!.cookies.responder).not.toEqual(two!.cookies.responder);
  one!.exchangeKeys();
  two!.exchangeKeys();
  one!.prove();
  two!.prove();
  expect(bench.of('main-mode-established')).toHaveLength(2);
});

test('what arrives is copied: its memory may be used again, also where it is a Buffer', () => {
  const arena = Buffer.alloc(2048);
  const bench = new Bench();
  const puppet = new Puppet(bench, { role: 'initiator' });
  const give = puppet.give.bind(puppet);
  puppet.give = (message) => {
    const whole = arena.subarray(100, 100 + message.length);
    whole.set(message);
    const answers = bench.receive(whole);
    const copies = answers.map((answer) => Uint8Array.from(answer));
    arena.fill(0xaa);
    return copies;
  };
  const message1 = puppet.clear([mainModeSa()]);
  const firstAnswer = Uint8Array.from(give(message1)[0]!);
  puppet.cookies = { ...puppet.cookies, initiator: puppet.random.bytes(8) };
  puppet.mainMode();
  expect(bench.of('main-mode-established')).toHaveLength(1);
  const request = puppet.quick1(7, [quickModeSa(), data('nonce', puppet.ni)]);
  const [answer] = puppet.give(request);
  expect(puppet.give(request)).toEqual([answer]);
  const nr = octetsOf(puppet.open(answer!), 'nonce');
  puppet.give(puppet.quick3(7, puppet.ni, nr));
  expect(bench.of('quick-mode-established')).toHaveLength(1);
  // A duplicate of what was copied is known again.
  expect(bench.receive(Buffer.from(message1))).toEqual([firstAnswer]);
});
