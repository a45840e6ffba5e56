import { expect, test } from 'vitest';
import { Duo, disagreements, established } from '../duo.ts';
import { domain } from './domain.ts';

test('two members of a domain prove their principals in six messages', () => {
  const duo = new Duo(domain());
  const passed = duo.complete();
  expect(duo.a.failures).toEqual([]);
  expect(duo.b.failures).toEqual([]);
  expect(established(duo)).toBe('1 1 1 1');
  expect(disagreements(duo)).toEqual([]);
  expect(passed).toHaveLength(9);
  const [[a], [b]] = [duo.a.of('main-mode-established'), duo.b.of('main-mode-established')];
  expect(a).toMatchObject({
    authentication: 'Kerberos',
    provedBy: 'Kerberos principal host/bravo.lab.example@LAB.EXAMPLE',
    remoteIdentity: 'host/bravo.lab.example@LAB.EXAMPLE (Kerberos)',
    localIdentity: 'alpha.lab.example (ID_FQDN)',
  });
  expect(b).toMatchObject({
    provedBy: 'Kerberos principal host/alpha.lab.example@LAB.EXAMPLE',
    remoteIdentity: 'host/alpha.lab.example@LAB.EXAMPLE (Kerberos)',
  });
});

test('a main mode takes the place of another with the same principal', () => {
  const duo = new Duo(domain());
  duo.complete();
  duo.wait(1000);
  duo.a.engine.renewMainModes('b', duo.now);
  duo.wait(0);
  duo.settle();
  const [first, second] = duo.b.of('main-mode-established');
  expect(second!.replaces).toBe(first!.initiatorCookie);
});
