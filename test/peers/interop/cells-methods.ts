/** Lists of methods: Kerberos, then certificates, then a pre-shared key, against a strongSwan that has one of the last two. */

import type { Bed } from './bed.ts';
import { type Agreement, bothWays, type Cell, TUNNEL } from './cell.ts';
import { ESPIAL, STRONGSWAN } from './certificate-cell.ts';
import { carry, establish, sameKeys } from './plays.ts';
import { eventually } from './run.ts';

type Methods = NonNullable<Agreement['methods']>;

const LISTS: readonly Methods[] = [
  ['kerberos', 'certificate', 'psk'],
  ['certificate', 'psk'],
  ['psk', 'certificate'],
  ['kerberos', 'psk'],
];

/** What strongSwan has, and what its log then says of the two. */
const HAS = {
  certificate: /authentication of '.*' with RSA_EMSA_PKCS1_NULL successful/,
  psk: /IKE_SA c\[\d+\] established between 10\.99\.0\.1\[10\.99\.0\.1\]/,
} as const;

export function methodCells(): Cell[] {
  return LISTS.flatMap((methods) =>
    (['certificate', 'psk'] as const)
      .filter((has) => methods.includes(has))
      .flatMap((has) =>
        bothWays({
          table: 'Methods',
          row: methods.join(', '),
          column: `strongSwan has ${has}`,
          smoke: methods.length === 3,
          agreement: {
            ...TUNNEL,
            methods,
            certificates: {
              espial: ESPIAL,
              ...(has === 'certificate' ? { strongSwan: STRONGSWAN } : {}),
            },
          },
          play: (bed) => landsOn(bed, has),
        }),
      ),
  );
}

/** SAs come up by the one method that both have. What strongSwan left half-open on the way there stays for a while. */
async function landsOn(bed: Bed, method: keyof typeof HAS): Promise<void> {
  const { espial, strongSwan } = bed;
  await establish(bed);
  await carry(bed);
  await sameKeys(bed);
  await strongSwan.says(HAS[method]);
  await espial.stop();
  await eventually('strongSwan did not take the deletes', async () => {
    return !/ESTABLISHED|INSTALLED/.test(await strongSwan.status());
  });
}
