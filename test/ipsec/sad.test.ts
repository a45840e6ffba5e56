import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/base/limits.ts';
import type { Random } from '../../src/base/random.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import { Sad } from '../../src/ipsec/sa/sad.ts';
import { Spd } from '../../src/ipsec/spd/spd.ts';
import {
  AES_SHA1,
  counter,
  facing,
  keysFor,
  packet,
  pairParameters,
  receive,
  rig,
  SPI_A,
  SPI_B,
  selector,
  send,
} from './fixture.ts';

const keys = keysFor(AES_SHA1, 'a to b');
const guarded = () =>
  rig({ policies: [{ name: 'peer', action: 'protect', selector: selector() }] });

describe('SPIs', () => {
  it('are 256 or more and never given twice', () => {
    const host = rig();
    const spis = Array.from({ length: 500 }, () => host.driver.reserveSpi()!);
    expect(new Set(spis).size).toBe(500);
    expect(Math.min(...spis)).toBeGreaterThanOrEqual(256);
  });

  it('are bounded, and come back when released', () => {
    const host = rig();
    const most = LIMITS.securityAssociations / 2;
    const spis = Array.from({ length: most }, () => host.driver.reserveSpi());
    expect(spis).not.toContain(undefined);
    expect(host.driver.reserveSpi()).toBeUndefined();
    host.driver.releaseSpi(spis[0]!);
    expect(host.driver.reserveSpi()).toBeDefined();
  });

  it('are not to be had of a source that repeats itself or stays below 256', () => {
    const sadOf = (octets: number[]) => {
      const random: Random = { bytes: () => Uint8Array.from(octets), fork: () => random };
      return new Sad(nodeProvider, random, new Spd([], 'block'));
    };
    expect(sadOf([0, 0, 0, 255]).reserveSpi()).toBeUndefined();
    const repeating = sadOf([0, 0, 1, 0]);
    expect(repeating.reserveSpi()).toBe(256);
    expect(repeating.reserveSpi()).toBeUndefined();
    repeating.install(pairParameters(), { inbound: { spi: 256, keys } }, 0);
    expect(repeating.reserveSpi()).toBeUndefined();
    repeating.remove(1);
    expect(repeating.reserveSpi()).toBe(256);
  });
});

describe('a pair of SAs', () => {
  it('may come in two halves', () => {
    const host = guarded();
    const parameters = pairParameters();
    host.driver.install(parameters, { inbound: { spi: SPI_A, keys } }, 5);
    expect(host.driver.hasOutboundSa('peer')).toBeUndefined();
    expect(counter(host, 'keyAdditions')).toBe(0);
    host.driver.install(parameters, { outbound: { spi: SPI_B, keys } }, 6);
    expect(host.driver.hasOutboundSa('peer')).toBe(1);
    expect(counter(host, 'activePairs')).toBe(1);
    expect(counter(host, 'keyAdditions')).toBe(1);
    expect(host.driver.views()).toHaveLength(1);
  });

  it('is reported half by half, with keys that do not print', () => {
    const host = guarded();
    host.driver.install(
      pairParameters({ mode: 'tunnel' }),
      { inbound: { spi: SPI_A, keys }, outbound: { spi: SPI_B, keys } },
      5,
    );
    expect(counter(host, 'activeTunnels')).toBe(1);
    expect(host.events).toMatchObject([
      {
        kind: 'sa-added',
        id: 1,
        direction: 'inbound',
        spi: SPI_A,
        policy: 'peer',
        suite: 'AES-CBC-128 with HMAC-SHA1-96',
        mode: 'tunnel',
        source: '192.0.2.2',
        destination: '192.0.2.1',
      },
      { direction: 'outbound', spi: SPI_B, source: '192.0.2.1', destination: '192.0.2.2' },
    ]);
    expect(JSON.stringify(host.events)).not.toMatch(/"0":/);
    const [added] = host.events;
    expect(added?.kind === 'sa-added' && added.encryptionKey.reveal()).toEqual(keys.encryption);
  });

  it('goes both halves at once', () => {
    const { a } = facing({ mode: 'tunnel' });
    expect(a.driver.remove(1)).toBe(true);
    expect(a.driver.remove(1)).toBe(false);
    expect(a.events.slice(-2)).toEqual([
      { kind: 'sa-removed', id: 1, direction: 'inbound', protocol: 'esp', spi: SPI_A },
      { kind: 'sa-removed', id: 1, direction: 'outbound', protocol: 'esp', spi: SPI_B },
    ]);
    expect(a.driver.hasOutboundSa('peer')).toBeUndefined();
    expect(counter(a, 'activePairs')).toBe(0);
    expect(counter(a, 'activeTunnels')).toBe(0);
    expect(counter(a, 'keyDeletions')).toBe(1);
  });

  it('goes by half where only half was there', () => {
    const host = guarded();
    host.driver.install(pairParameters(), { outbound: { spi: SPI_B, keys } }, 0);
    expect(host.driver.remove(1)).toBe(true);
    host.driver.install(pairParameters(), { inbound: { spi: SPI_A, keys } }, 0);
    expect(host.driver.remove(1)).toBe(true);
    expect(host.events.filter(({ kind }) => kind === 'sa-removed')).toHaveLength(2);
  });

  it('takes over from an older one of the same entry, which still receives', () => {
    const { a, b, parameters } = facing();
    const before = send(a, packet(1));
    const fresh = keysFor(AES_SHA1, 'rekeyed');
    a.driver.install({ ...parameters[0], id: 2 }, { outbound: { spi: 4242, keys: fresh } }, 9);
    b.driver.install({ ...parameters[1], id: 2 }, { inbound: { spi: 4242, keys: fresh } }, 9);
    const after = send(a, packet(2));
    receive(b, ...after, ...before);
    expect(b.delivered).toEqual([packet(2), packet(1)]);
    expect(a.driver.hasOutboundSa('peer')).toBe(2);
    a.driver.remove(2);
    expect(a.driver.hasOutboundSa('peer')).toBe(1);
  });

  it('may serve an entry that is gone: it only receives', () => {
    const host = rig();
    const parameters = { ...pairParameters(), policy: 'gone' };
    const halves = { inbound: { spi: SPI_A, keys }, outbound: { spi: SPI_B, keys } };
    host.driver.install(parameters, halves, 0);
    expect(host.driver.hasOutboundSa('gone')).toBeUndefined();
    expect(host.driver.remove(1)).toBe(true);
  });

  it('cannot be installed twice, nor take an SPI in use', () => {
    const { a, parameters } = facing();
    const half = { spi: SPI_A, keys };
    expect(() => a.driver.install(parameters[0], { inbound: half }, 0)).toThrow('already');
    expect(() => a.driver.install(parameters[0], { outbound: half }, 0)).toThrow('already');
    const other = { ...parameters[0], id: 2 };
    expect(() => a.driver.install(other, { inbound: half }, 0)).toThrow('in use');
    expect(a.driver.views()).toHaveLength(1);
  });
});

describe('the view of a pair', () => {
  it('tells all but the keys', () => {
    const { a, b } = facing({ lifetimeKilobytes: 100 });
    receive(b, ...send(a, packet(8), packet(9)));
    expect(a.driver.views()).toEqual([
      {
        id: 1,
        policy: 'peer',
        protocol: 'esp',
        esp: AES_SHA1,
        mode: 'transport',
        udpEncapsulated: false,
        suite: 'AES-CBC-128 with HMAC-SHA1-96',
        selector: '192.0.2.1 <-> 192.0.2.2 any',
        local: '192.0.2.1',
        remote: '192.0.2.2',
        createdAt: 0,
        expiresAt: 3_600_000,
        lifetimeSeconds: 3600,
        lifetimeKilobytes: 100,
        lifetimePackets: 0,
        pathMtu: undefined,
        esn: false,
        weaknesses: [],
        inbound: {
          spi: SPI_A,
          packets: 0,
          octets: 0,
          lastUsedAt: undefined,
          sequence: 0,
          replay: { window: 64, replayed: 0, late: 0 },
          badIcv: 0,
        },
        outbound: {
          spi: SPI_B,
          packets: 2,
          octets: 36 + 37,
          lastUsedAt: 1000,
          sequence: 2,
          replay: undefined,
          badIcv: 0,
        },
      },
    ]);
    expect(b.driver.views()[0]?.inbound).toMatchObject({
      packets: 2,
      octets: 73,
      lastUsedAt: 2000,
    });
  });

  it('has no end where the seconds are not limited, and no half that is not there', () => {
    const host = rig();
    host.driver.install({ ...pairParameters(), lifetimeSeconds: 0 }, {}, 0);
    expect(host.driver.views()[0]).toMatchObject({
      expiresAt: undefined,
      inbound: undefined,
      outbound: undefined,
    });
    expect(host.driver.lastOutbound(1)).toBeUndefined();
    expect(host.driver.lastOutbound(2)).toBeUndefined();
  });
});
