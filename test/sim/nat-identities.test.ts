import { describe, expect, it } from 'vitest';
import { rangeOfAddress } from '../../src/base/address.ts';
import { pair } from '../../src/sim/pair.ts';
import { PAIR_ADDRESSES, PRIVATE_ADDRESSES } from '../../src/sim/pair-config.ts';
import { ping } from './pings.ts';

/** Between the outer addresses of b and of who is at `remote`. */
const between = (remote: typeof PRIVATE_ADDRESSES.a) => ({
  local: rangeOfAddress(PAIR_ADDRESSES.b.outer),
  remote: rangeOfAddress(remote),
  protocol: 0,
  localPort: 0,
  remotePort: 0,
});

describe('identities of transport mode through a NAT', () => {
  it('mean the two ends, whatever address the one behind the NAT believes in', () => {
    const world = pair({ nat: { a: {} }, a: { transport: { sendIdentities: true } } });
    expect(world.command(world.a, ping('transport'))).toMatchObject({ value: { received: 2 } });
    const [atB] = world.events(world.b, 'quick-mode-established');
    expect(atB?.selector).toContain(PAIR_ADDRESSES.a.outer.text);
  });

  it('are refused by the address that this host sees, where policy names another one', () => {
    const transport = { selector: between(PRIVATE_ADDRESSES.a) };
    const world = pair({ nat: { a: {} }, b: { transport } });
    world.command(world.a, { kind: 'up', policy: 'transport' });
    const failure = world.lastFailure(world.b);
    expect(failure?.code).toBe('selectors-differ');
  });

  it('of a tunnel mean what they say', () => {
    const world = pair({ nat: { a: {} } });
    world.command(world.a, ping('tunnel'));
    const [atB] = world.events(world.b, 'quick-mode-established');
    expect(atB?.selector).toContain('10.1.0.0/24');
  });
});
