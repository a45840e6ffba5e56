/** The SAD beside a linear scan: which SA an SPI names. */

import { parseAddress, rangeOfAddress } from '../../src/base/address.ts';
import { EMPTY } from '../../src/base/bytes.ts';
import { seededRandom } from '../../src/base/random.ts';
import { DEFAULT_TUNNEL_HEADER } from '../../src/base/traffic.ts';
import { nobleProvider } from '../../src/crypto/noble.ts';
import type { CryptoProvider } from '../../src/crypto/provider.ts';
import type { SaPairParameters } from '../../src/ipsec/sa/sa.ts';
import { Sad } from '../../src/ipsec/sa/sad.ts';
import { Spd } from '../../src/ipsec/spd/spd.ts';
import type { BenchCase, Contender, Lineup } from '../group.ts';
import { draws } from './draws.ts';

const SIZES = [10, 100_000] as const;
const LOOKUPS = 4096;

/** A case for each number of SAs. */
export function sadCases(): readonly BenchCase[] {
  return SIZES.map((size) => ({
    name: `sad ${size}`,
    axes: { structure: 'sad', size },
    prepare: () => lineup(size),
  }));
}

function lineup(size: number): Lineup {
  const draw = draws(size);
  const spis = [...new Set(Array.from({ length: size }, () => 256 + draw(2 ** 32 - 256)))];
  const sad = filled(spis);
  const list = spis.map((spi) => ({ spi }));
  const asked = Uint32Array.from({ length: LOOKUPS }, () => spis[draw(spis.length)]!);
  for (const spi of asked.subarray(0, 100)) {
    if (sad.inbound(spi)?.spi !== spi) throw new Error(`wrong result: the SAD has no ${spi}`);
  }
  return {
    contenders: [
      contender('linear scan', asked, (spi) => list.find((sa) => sa.spi === spi)),
      contender('espial', asked, (spi) => sad.inbound(spi)),
    ],
  };
}

function contender(
  name: string,
  asked: Uint32Array,
  find: (spi: number) => { readonly spi: number } | undefined,
): Contender {
  let at = 0;
  return {
    name,
    run(times) {
      for (let i = 0; i < times; i++) {
        if (find(asked[at]!) === undefined) throw new Error(`${name} finds nothing`);
        at = (at + 1) % LOOKUPS;
      }
    },
  };
}

function filled(spis: readonly number[]): Sad {
  const sad = new Sad(keyless, seededRandom('sad'), new Spd([], 'block'));
  const keys = { encryption: EMPTY, salt: EMPTY, integrity: EMPTY };
  spis.forEach((spi, i) => {
    sad.install(parameters(i + 1), { inbound: { spi, keys } }, 0);
  });
  return sad;
}

/** Finding an SA has nothing to do with its cipher, and 100,000 ciphers take long to make. */
const keyless: CryptoProvider = { ...nobleProvider, espOpener: () => ({ open() {} }) };

function parameters(id: number): SaPairParameters {
  const [local, remote] = [parseAddress('192.0.2.1'), parseAddress('192.0.2.2')];
  const [localRange, remoteRange] = [rangeOfAddress(local), rangeOfAddress(remote)];
  return {
    id,
    policy: 'peer',
    suite: { encryption: 'null', keyBits: 0, integrity: 'none' },
    mode: 'transport',
    udpEncapsulated: false,
    selector: {
      local: localRange,
      remote: remoteRange,
      protocol: 0,
      localPort: 0,
      remotePort: 0,
    },
    localAddress: local,
    remoteAddress: remote,
    path: {
      carrier: 'link',
      local: { address: local, port: 0 },
      remote: { address: remote, port: 0 },
    },
    lifetimeSeconds: 3600,
    lifetimeKilobytes: 0,
    lifetimePackets: 0,
    esn: false,
    tfcOctets: 0,
    tunnelHeader: DEFAULT_TUNNEL_HEADER,
    replayWindow: 64,
  };
}
