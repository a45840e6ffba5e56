import { describe, expect, it } from 'vitest';
import { batchOfOne } from '../../src/base/batch.ts';
import { LIMITS } from '../../src/base/limits.ts';
import { SECOND } from '../../src/base/time.ts';
import { fragmentIpv4, fragmentIpv6 } from '../../src/wire/fragmentation.ts';
import { buildIp } from '../../src/wire/ip.ts';
import {
  A,
  A6,
  B,
  B6,
  batchOf,
  dropped,
  facing,
  INNER,
  packet,
  pathBetween,
  receive,
  rig,
  selector,
  send,
} from './fixture.ts';

const ECHO = { protocol: 17, remotePort: 7 } as const;
const CUT = fragmentIpv4(packet(1000), 500, 77);
const OTHERS = fragmentIpv4(packet(1000, A, B, [1024, 8]), 500, 78);

describe('a later fragment where policy asks for ports (RFC 4301 7.4)', () => {
  it('goes where its first one went', () => {
    const { a, b } = facing({ mode: 'tunnel', selector: selector(A, B, ECHO) });
    receive(b, ...send(a, ...CUT));
    expect(b.delivered).toEqual(CUT);
  });

  it('goes where its first one went, in IPv6 too', () => {
    const cut = fragmentIpv6(packet(2000, A6, B6), 1280, 40, 6, 77);
    const { a, b } = facing({ mode: 'tunnel', outer: [A6, B6], selector: selector(A6, B6, ECHO) });
    receive(b, ...send(a, ...cut));
    expect(b.delivered).toEqual(cut);
  });

  it('does not go without its first one, nor before it', () => {
    const { a } = facing({ mode: 'tunnel', selector: selector(A, B, ECHO) });
    expect(send(a, ...CUT.slice(1))).toEqual([]);
    expect(dropped(a)).toEqual(CUT.slice(1).map(() => 'fragment'));
  });

  it('does not go with the first one of another packet', () => {
    const { a } = facing({ mode: 'tunnel', selector: selector(A, B, ECHO) });
    expect(send(a, CUT[0]!, OTHERS[1]!)).toHaveLength(1);
    expect(dropped(a)).toEqual(['fragment']);
  });

  it('does not go half a minute later', () => {
    const { a } = facing({ mode: 'tunnel', selector: selector(A, B, ECHO) });
    a.driver.outbound(batchOf(INNER, [CUT[0]!]), 0);
    a.driver.outbound(batchOf(INNER, [CUT[1]!]), LIMITS.reassemblySeconds * SECOND);
    expect(dropped(a)).toEqual(['fragment']);
  });

  it('comes in by an SA only behind its first one', () => {
    const narrow = facing({ mode: 'tunnel', selector: selector(A, B, ECHO) });
    const wide = facing({ mode: 'tunnel' });
    const sent = send(wide.a, ...CUT);
    receive(narrow.b, sent[1]!);
    expect(dropped(narrow.b)).toEqual(['fragment']);
    receive(narrow.b, sent[0]!, sent[2]!);
    expect(narrow.b.delivered).toEqual([CUT[0], CUT[2]]);
  });

  it('does not come in by an SA that refused the first one', () => {
    const narrow = facing({ mode: 'tunnel', selector: selector(A, B, ECHO) });
    const wide = facing({ mode: 'tunnel' });
    receive(narrow.b, ...send(wide.a, ...OTHERS));
    expect(dropped(narrow.b)).toEqual(['selector-mismatch', 'fragment', 'fragment']);
  });

  it('passes in clear where its first one may', () => {
    const host = rig({
      addresses: [B],
      policies: [
        {
          name: 'open',
          action: 'permit',
          selector: selector(B, A, { protocol: 17, localPort: 7 }),
        },
      ],
      unmatched: 'block',
    });
    for (const piece of [...CUT, ...OTHERS]) {
      host.driver.inbound(batchOfOne(pathBetween(B, A, false), piece), 0);
    }
    expect(host.delivered).toEqual(CUT);
    expect(dropped(host)).toEqual(['no-policy', 'no-policy', 'no-policy']);
  });

  it('is bounded: the oldest decisions make room', () => {
    const { a } = facing({ mode: 'tunnel', selector: selector(A, B, ECHO) });
    const first = (identification: number): Uint8Array => {
      const { payload, ...rest } = {
        payload: packet(1000).subarray(20),
        source: A,
        destination: B,
      };
      return fragmentIpv4(buildIp({ ...rest, protocol: 17, payload }), 500, identification)[0]!;
    };
    send(a, CUT[0]!, ...Array.from({ length: LIMITS.fragmentFlows }, (_, i) => first(1000 + i)));
    expect(send(a, CUT[1]!)).toEqual([]);
  });
});
