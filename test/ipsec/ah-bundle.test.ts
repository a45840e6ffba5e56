import { describe, expect, it } from 'vitest';
import { IPSEC_COUNTER } from '../../src/ipsec/counters.ts';
import { finishHeader } from '../../src/ipsec/packet/encapsulation.ts';
import {
  AES_SHA1,
  AH_SPI_STEP,
  dropped,
  facing,
  packet,
  type Rig,
  receive,
  SPI_A,
  SPI_B,
  send,
} from './fixture.ts';

const AH_OCTETS = 24;
const PROTECTION = { suite: AES_SHA1, ah: 'hmac-sha1-96' } as const;

/** The same packet without its AH. */
function withoutAh(bytes: Uint8Array): Uint8Array {
  const bare = new Uint8Array(bytes.length - AH_OCTETS);
  bare.set(bytes.subarray(0, 20));
  bare.set(bytes.subarray(20 + AH_OCTETS), 20);
  finishHeader(bare, 0, 20, 9, 50, bare.length);
  return bare;
}

function halves(host: Rig) {
  const [view] = host.driver.views();
  return { inbound: view!.inbound!, outbound: view!.outbound! };
}

describe('a bundle of AH and ESP', () => {
  it('has ESP inside and AH outside', () => {
    const { a } = facing({ protection: PROTECTION });
    const [sent] = send(a, packet(20));
    const { bytes } = sent!;
    expect([bytes[9], bytes[20]]).toEqual([51, 50]);
    const view = new DataView(bytes.buffer);
    expect(view.getUint32(24)).toBe(SPI_B + AH_SPI_STEP);
    expect(view.getUint32(20 + AH_OCTETS)).toBe(SPI_B);
  });

  it('is not had without its AH', () => {
    const { a, b } = facing({ protection: PROTECTION });
    const [sent] = send(a, packet(20));
    receive(b, { ...sent!, bytes: withoutAh(sent!.bytes) });
    expect(dropped(b)).toEqual(['bundle-incomplete']);
    expect(b.driver.counters[IPSEC_COUNTER.notAuthenticated]).toBe(1);
    expect(b.unknown).toEqual([]);
    receive(b, sent!);
    expect(b.delivered).toHaveLength(1);
  });

  it('is not had without its ESP', () => {
    const both = facing({ protection: PROTECTION });
    const alone = facing({ protection: { ah: 'hmac-sha1-96' } });
    const { half, parameters } = both;
    const { id, ...rest } = alone.parameters[0];
    const keys = { ...half.keys, integrity: half.ah!.key };
    alone.a.driver.remove(id);
    alone.a.driver.install({ id, ...rest }, { outbound: { spi: half.ah!.spi, keys } }, 0);
    expect(parameters[0].suite).toBeDefined();
    receive(both.b, ...send(alone.a, packet(20)));
    expect(dropped(both.b)).toEqual(['bundle-incomplete']);
    expect(both.b.delivered).toEqual([]);
  });

  it('keeps a window for each of its protocols', () => {
    const { a, b } = facing({ protection: PROTECTION });
    const [first, second] = send(a, packet(20), packet(21));
    receive(b, second!, first!, first!);
    const { inbound } = halves(b);
    expect(inbound).toMatchObject({ spi: SPI_B, sequence: 2, ah: { spi: SPI_B + AH_SPI_STEP } });
    expect(inbound.ah).toMatchObject({ sequence: 2, replay: { window: 64, replayed: 1 } });
    expect(inbound.replay).toMatchObject({ window: 64, replayed: 0 });
    expect(halves(a).outbound).toMatchObject({ sequence: 2, ah: { sequence: 2 } });
    expect(b.delivered).toHaveLength(2);
  });

  it('lets a damaged packet change neither window', () => {
    const { a, b } = facing({ protection: PROTECTION });
    const [sent] = send(a, packet(20));
    const damaged = { ...sent!, bytes: sent!.bytes.slice() };
    damaged.bytes[70]! ^= 1;
    receive(b, damaged);
    expect(dropped(b)).toEqual(['bad-icv']);
    expect(halves(b).inbound).toMatchObject({
      sequence: 0,
      badIcv: 0,
      ah: { sequence: 0, badIcv: 1 },
    });
    receive(b, sent!);
    expect(b.delivered).toHaveLength(1);
  });

  it('is told as two SAs when it comes and goes', () => {
    const { a } = facing({ protection: PROTECTION });
    a.driver.remove(1);
    const told = a.events.flatMap((event) =>
      event.kind === 'sa-added' || event.kind === 'sa-removed'
        ? [`${event.kind} ${event.direction} ${event.protocol} ${event.spi - SPI_A}`]
        : [],
    );
    expect(told).toEqual([
      'sa-added inbound esp 0',
      `sa-added inbound ah ${AH_SPI_STEP}`,
      'sa-added outbound esp 1',
      `sa-added outbound ah ${AH_SPI_STEP + 1}`,
      'sa-removed inbound esp 0',
      `sa-removed inbound ah ${AH_SPI_STEP}`,
      'sa-removed outbound esp 1',
      `sa-removed outbound ah ${AH_SPI_STEP + 1}`,
    ]);
  });

  it('cannot be installed without the SPI and key of its AH', () => {
    const { a, parameters, half } = facing({ protection: PROTECTION });
    const bare = { spi: 4242, keys: half.keys };
    expect(() => a.driver.install({ ...parameters[0], id: 9 }, { inbound: bare }, 0)).toThrow(
      'its AH has no SPI and key',
    );
  });
});
