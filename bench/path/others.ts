/** Other programs on the same way: C without any protection and with EVP's, and strongSwan's ESP in user space. */

import { parseSuite } from '../../src/crypto/suite-names.ts';
import { type OtherPaths, pathsInC } from '../c/udp.ts';
import { strongSwanPath } from '../strongswan/libipsec.ts';
import type { Sizes } from './messages.ts';

/** For packets of one size only. strongSwan takes seconds to start, and is left out of quick runs. */
export async function otherPaths(
  suite: string,
  sizes: Sizes,
  withStrongSwan: boolean,
): Promise<OtherPaths> {
  const [octets = 0] = sizes;
  if (sizes.length !== 1) return { contenders: [], absent: [], close() {} };
  const c = pathsInC(parseSuite(suite), octets);
  if (!withStrongSwan) return c;
  try {
    const strongSwan = await strongSwanPath(suite, octets);
    return {
      contenders: [...c.contenders, ...strongSwan.contenders],
      absent: [...c.absent, ...strongSwan.absent],
      async close() {
        await c.close();
        await strongSwan.close();
      },
    };
  } catch (error) {
    await c.close();
    throw error;
  }
}
