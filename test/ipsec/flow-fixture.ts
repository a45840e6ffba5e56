/** A host whose entry is for many computers, with SAs for one pair of them each. */

import type { Address } from '../../src/base/address.ts';
import { flowName } from '../../src/base/flow-name.ts';
import type { SpdEntry } from '../../src/ipsec/spd/spd.ts';
import {
  A,
  AES_SHA1,
  keysFor,
  pairParameters,
  type Rig,
  type RigOptions,
  rig,
  selector,
} from './fixture.ts';

export const EVERYBODY: SpdEntry = {
  name: 'All IP Traffic',
  action: 'protect',
  selector: selector('192.0.2.1', '0.0.0.0/0'),
  perFlow: true,
};

/** The name of the flow between A and another computer. */
export const flowWith = (remote: Address, entry = EVERYBODY.name) => flowName(entry, A, remote);

export function flowRig(more: Partial<SpdEntry> = {}, options: RigOptions = {}): Rig {
  return rig({ policies: [{ ...EVERYBODY, ...more }], ...options });
}

/** Installs a pair for the flow between A and another computer. */
export function installFor(host: Rig, remote: Address, id: number, entry?: string): void {
  const parameters = pairParameters({}, selector(A, remote), A, remote);
  const half = (way: string, spi: number) => ({ spi, keys: keysFor(AES_SHA1, way) });
  host.driver.install(
    { ...parameters, id, policy: flowWith(remote, entry) },
    { inbound: half('in', 0x1000 + id), outbound: half('out', 0x2000 + id) },
    0,
  );
}
