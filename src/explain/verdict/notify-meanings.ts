/** What notifies and silence mean in a capture, as far as it can be told. */

import { IKE_AUTHENTICATION } from '../../wire/numbers/ike.ts';
import { NOTIFY } from '../../wire/numbers/isakmp.ts';
import type { ClassId } from './classes.ts';
import type { Finding } from './finding.ts';
import type { FlowMessage, IkeFlow } from './ike-flows.ts';

/** What a finding says, without its place. */
export type Meant = Pick<Finding, 'class' | 'seen'> &
  Partial<Pick<Finding, 'certainty' | 'others'>>;

export type Method = 'pre-shared key' | 'signatures' | 'Kerberos' | undefined;

/** What silence after an offer may mean as well. */
export const AFTER_OFFER: readonly ClassId[] = [
  'no-policy',
  'service-stopped',
  'no-common-main-mode-proposal',
  'half-open-limit',
  'malformed-payload',
  'retransmission-exhausted',
];

/** The method that the responder chose, or the only one offered. */
export function methodOf({ phase1 }: IkeFlow): Method {
  const answer = phase1.find(({ number, facts }) => number === 2 && facts.methods.length > 0);
  const offer = phase1.find(({ number }) => number === 1);
  const methods = answer?.facts.methods ?? offer?.facts.methods ?? [];
  if (methods.length !== 1) return undefined;
  const [method] = methods;
  if (method === IKE_AUTHENTICATION.PSK) return 'pre-shared key';
  if (method === IKE_AUTHENTICATION.GSS_API) return 'Kerberos';
  return 'signatures';
}

const OF_TYPE: ReadonlyMap<number, readonly [ClassId, ...ClassId[]]> = new Map([
  [
    NOTIFY['NO-PROPOSAL-CHOSEN'],
    [
      'no-common-main-mode-proposal',
      'weak-refused',
      'no-usable-method',
      'no-policy',
      'lifetime-longer',
      'ah-behind-nat',
    ],
  ],
  [NOTIFY['ATTRIBUTES-NOT-SUPPORTED'], ['attribute-not-supported', 'no-common-main-mode-proposal']],
  [NOTIFY['BAD-PROPOSAL-SYNTAX'], ['malformed-attribute', 'malformed-payload']],
  [
    NOTIFY['PAYLOAD-MALFORMED'],
    ['malformed-payload', 'malformed-attribute', 'preshared-keys-differ'],
  ],
  [NOTIFY['INVALID-PAYLOAD-TYPE'], ['unknown-critical-payload', 'malformed-payload']],
  [NOTIFY['UNEQUAL-PAYLOAD-LENGTHS'], ['malformed-length', 'malformed-payload']],
  [NOTIFY['INVALID-FLAGS'], ['malformed-header']],
  [NOTIFY['INVALID-MESSAGE-ID'], ['malformed-header']],
  [NOTIFY['INVALID-EXCHANGE-TYPE'], ['exchange-not-spoken', 'aggressive-mode-off']],
  [NOTIFY['UNSUPPORTED-EXCHANGE-TYPE'], ['exchange-not-spoken', 'aggressive-mode-off']],
  [NOTIFY['INVALID-MAJOR-VERSION'], ['version-not-spoken']],
  [NOTIFY['INVALID-MINOR-VERSION'], ['version-not-spoken']],
  [NOTIFY['INVALID-COOKIE'], ['bad-cookie', 'peer-restarted']],
  [NOTIFY['INVALID-SPI'], ['spi-unknown', 'peer-restarted', 'one-sided-sa']],
  [NOTIFY['INVALID-KEY-INFORMATION'], ['bad-public-value', 'weak-key']],
  [
    NOTIFY['INVALID-ID-INFORMATION'],
    ['selectors-differ', 'peer-identity-not-accepted', 'certificate-identity-differs'],
  ],
  [
    NOTIFY['INVALID-HASH-INFORMATION'],
    ['main-mode-hash-wrong', 'hash-1-wrong', 'preshared-keys-differ'],
  ],
  [
    NOTIFY['CERTIFICATE-UNAVAILABLE'],
    ['certificate-none-for-request', 'certificate-no-private-key', 'certificate-missing'],
  ],
]);

/** What an error in clear, or protected in quick mode, stands for. */
export function meaningOf(type: number, method: Method): Omit<Meant, 'seen'> {
  const known = OF_TYPE.get(type);
  if (known !== undefined)
    return { class: known[0], others: [...known.slice(1), ...ofMethod(method)] };
  const [first = 'refused-by-peer', ...others] = ofMethod(method);
  return { class: first, others: [...others, 'refused-by-peer'] };
}

/** What an encrypted notify in answer to a proof stands for; readable with a key, else by the method. */
export function meaningOfProof({ facts }: FlowMessage, method: Method): Omit<Meant, 'seen'> {
  const [notify] = facts.notifies;
  const [first = 'refused-by-peer', ...others] = ofMethod(method);
  if (notify?.type === NOTIFY['INVALID-ID-INFORMATION'] && method === 'pre-shared key') {
    return { class: 'peer-identity-not-accepted', others };
  }
  return { class: first, others: [...others, 'refused-by-peer', 'peer-identity-not-accepted'] };
}

function ofMethod(method: Method): ClassId[] {
  switch (method) {
    case 'pre-shared key':
      return ['peer-identity-not-accepted', 'preshared-keys-differ'];
    case 'signatures':
      return [
        'certificate-refused',
        'certificate-not-trusted',
        'certificate-expired',
        'certificate-signature-wrong',
        'certificate-identity-differs',
      ];
    case 'Kerberos':
      return [
        'kerberos-refused',
        'kerberos-clock-skew',
        'kerberos-wrong-realm',
        'kerberos-wrong-service-key',
        'kerberos-ticket-expired',
      ];
    case undefined:
      return [];
  }
}
