/** INITIAL-CONTACT with the first main mode with a peer (RFC 2407 4.6.3.3). */

import { decodeHeader, FLAG_ENCRYPTION } from '../../wire/isakmp/header.ts';
import type { NotifyPayload } from '../../wire/isakmp/payload.ts';
import { NOTIFY, PROTOCOL } from '../../wire/numbers/isakmp.ts';
import { cookiesOf, type IsakmpSa } from '../isakmp-sa.ts';
import { every } from '../script/incoming.ts';
import { notifyPayload } from '../script/make-payload.ts';
import type { Rider } from './rider.ts';

/**
 * The rider of one engine, which knows whether a main mode is the first with its peer. It goes in the
 * last message of this host in main mode, which is encrypted; never in aggressive mode (RFC 2407
 * 4.6.3), though it is heeded there: others put it into message 3.
 */
export function initialContact(isFirst: (sa: IsakmpSa) => boolean): Rider {
  return {
    name: 'initial contact',
    joins: { 'main mode': [5, 6], 'aggressive mode': [3] },
    onBuild({ sa }) {
      if (sa.phaseOne === 'aggressive mode' || !saysInitialContact(sa) || !isFirst(sa)) return [];
      sa.saidInitialContact = true;
      return [initialContactPayload(sa)];
    },
    onAccept({ sa }, _number, message) {
      // Message 3 of aggressive mode may come in clear, and no hash covers what stands beside its own.
      if ((decodeHeader(message.octets).flags & FLAG_ENCRYPTION) === 0) return;
      const heard = every(message, 'notify').some(
        ({ notifyType }) => notifyType === NOTIFY['INITIAL-CONTACT'],
      );
      if (heard) sa.heardInitialContact = true;
    },
  };
}

/** Whether this host says it to a peer at all; Windows Server 2003 says it by a vendor ID in its first message. */
export function saysInitialContact({ peer }: IsakmpSa): boolean {
  return peer.keeping.initialContact && peer.dialect.name === 'default';
}

export function initialContactPayload(sa: IsakmpSa): NotifyPayload {
  return notifyPayload(PROTOCOL.isakmp, NOTIFY['INITIAL-CONTACT'], cookiesOf(sa));
}
