import { beforeAll, describe, expect, test } from 'vitest';
import { authenticationOf } from '../../../src/host/windows/machine-credentials.ts';
import type { MachineCertificates } from '../../../src/host/windows/system.ts';
import { labTrust, peerCertificate } from '../../../src/lab/pki/credentials.ts';
import { type Lab, makeLab } from '../../../src/lab/pki/lab.ts';
import type { PolicyAuthentication } from '../../../src/policy/model.ts';
import { pair } from '../../../src/sim/pair.ts';
import { nameText } from '../../../src/wire/distinguished-name.ts';
import { answerAt, NOW } from '../../ike/certificates/certified.ts';
import { ping } from './commands.ts';
import { rules, windows } from './policies.ts';

let lab: Lab;
let root: string;
beforeAll(async () => {
  lab = await makeLab({ now: NOW });
  root = nameText(labTrust(lab).roots[0]!.subject)!;
});

const store = (...own: string[]): MachineCertificates => ({
  own: own.map((name) => peerCertificate(lab.peer(name))),
  trust: labTrust(lab),
});

const rootca = (authority: string, excludeName = false): PolicyAuthentication => ({
  method: 'rootca',
  authority,
  certificateMapping: false,
  excludeName,
});

test('two computers prove themselves by certificates under the root that policy names', () => {
  const policy = rules([{ name: 'all', authentication: [rootca(root)] }]);
  const side = (name: string) => windows(policy, { certificates: store(name) });
  const both = pair({
    a: side('alpha'),
    b: side('beta'),
    answer: () => (effect) => ({ result: answerAt(NOW)(effect), after: 50 }),
  });
  expect(both.command(both.a, ping(both.b))).toMatchObject({ value: { received: 1 } });
  const [sa] = both.a.host.query('main-mode-sas').items;
  expect(sa?.provedBy).toMatch(/^certificate .*CN=beta/);
});

describe('what a computer has for a root', () => {
  const found = (...methods: PolicyAuthentication[]) => {
    const [one, ...others] = authenticationOf(methods, { certificates: store('alpha') });
    expect(others).toEqual([]);
    return one?.method === 'certificate' ? one : undefined;
  };

  test('are its certificates below it, and the root itself', () => {
    const one = found(rootca(root));
    expect(one?.certificates.map(({ name }) => name)).toEqual(
      store('alpha').own.map(({ name }) => name),
    );
    expect(one?.trust.roots).toHaveLength(1);
    expect(one?.nameRoots).toBe(true);
  });

  test('are none below another', () => {
    const one = found(rootca('CN=Somebody else'));
    expect([one?.certificates, one?.trust.roots]).toEqual([[], []]);
  });

  test('are those of all roots of the list together, as one method', () => {
    const one = found(rootca('CN=Somebody else'), rootca(root, true));
    expect(one?.trust.roots).toHaveLength(1);
    expect(one?.nameRoots).toBe(false);
  });
});

test('the order of methods is that of the list', () => {
  const methods: PolicyAuthentication[] = [rootca('CN=x'), { method: 'kerberos' }, rootca('CN=y')];
  expect(authenticationOf(methods, {}).map(({ method }) => method)).toEqual([
    'certificate',
    'kerberos',
  ]);
});
