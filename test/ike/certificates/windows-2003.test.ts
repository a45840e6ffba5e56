import { beforeAll, describe, expect, test } from 'vitest';
import type { Dialect, MainModeProposal } from '../../../src/ike/policy.ts';
import { TIMER_PROFILES } from '../../../src/ike/timers.ts';
import { type Lab, makeLab } from '../../../src/lab/pki/lab.ts';
import { decodeHeader, HEADER_OCTETS } from '../../../src/wire/isakmp/header.ts';
import { decodePayloads } from '../../../src/wire/isakmp/payloads.ts';
import { Duo, type DuoOptions } from '../duo.ts';
import { certified, NOW } from './certified.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await makeLab({ now: NOW, key: 'rsa1024', hash: 'sha1', flaws: ['expired'] });
});

const dialect: Dialect = { name: 'windows-2003', aggressive: 'never', refuseWeak: false };
const proposals: MainModeProposal[] = [
  { encryption: '3des-cbc', keyBits: 192, hash: 'sha1', group: 2 },
];
const suite = { encryption: '3des-cbc', keyBits: 192, integrity: 'hmac-md5-96' } as const;
const WINDOWS = {
  peer: { dialect, proposals, timers: TIMER_PROFILES['windows-2003'] },
  child: { proposals: [{ protocol: 'esp', suite } as const] },
};

function duoOf(alpha: string, nameRoots = true): DuoOptions {
  return {
    both: WINDOWS,
    a: certified(lab, { own: [alpha] }),
    b: certified(lab, { own: ['beta'], nameRoots }),
  };
}

describe('certificates in the dialect of Windows 2003', () => {
  test('prove both sides with RSA signatures, by the subject and with an ID beside each', () => {
    const duo = new Duo(duoOf('alpha'));
    duo.complete();
    expect(duo.a.of('main-mode-established')).toMatchObject([{ authentication: 'RSA signatures' }]);
    expect(duo.a.of('quick-mode-established')).toHaveLength(1);
    expect(duo.b.of('main-mode-established')[0]!.remoteIdentity).toMatch(
      /CN=alpha.* \(ID_DER_ASN1_DN\)$/,
    );
    for (const event of duo.a.of('isakmp-sent')) {
      const hasCertificate = event.payloads.includes('CERT');
      if (hasCertificate) expect(event.payloads[0]).toBe('IDii');
    }
  });

  test('are asked for by name, or by nothing where the name of the authority is left out', () => {
    for (const nameRoots of [true, false]) {
      const duo = new Duo(duoOf('alpha', nameRoots));
      const message4 = duo.complete()[3]!.message;
      const { payloads } = decodePayloads(
        decodeHeader(message4).nextPayload,
        message4,
        HEADER_OCTETS,
      );
      const request = payloads.find((one) => one.kind === 'certreq')!;
      expect(request.data.length > 0).toBe(nameRoots);
    }
  });

  test('are refused by the type of a notify alone, which the refused side puts into words', () => {
    const duo = new Duo(duoOf('expired'));
    duo.complete();
    expect(duo.b.failures).toMatchObject([{ code: 'certificate-expired' }]);
    expect(duo.a.failures[0]).toMatchObject({ code: 'certificate-refused' });
    expect(duo.a.failures[0]!.title).toBe("b does not accept this host's certificate.");
  });
});
