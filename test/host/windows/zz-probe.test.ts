import { expect, test } from 'vitest';
import { NO_POLICY } from '../../../src/policy/compiled.ts';
import { echo } from './commands.ts';
import { rules, windows, esp, at } from './policies.ts';
import { pair } from '../../../src/sim/pair.ts';
import { kinds, passed } from './realm.ts';

const METHODS = [esp('3DES', 'SHA1')];

test('soft off ends soft', () => {
  const soft = rules([{ name: 'all' }], METHODS, { soft: true });
  const hard = rules([{ name: 'all' }], METHODS, { soft: false });
  const both = pair({ both: windows(soft), b: windows(NO_POLICY) });
  both.link.drop(({ path }) => path.carrier === 'udp', Number.POSITIVE_INFINITY);
  both.command(both.a, echo(both.b));
  both.run(5000);
  expect(both.events(both.a, 'soft-sa-added')).toHaveLength(1);
  both.applyPolicy(both.a, hard);
  const since = both.now;
  both.command(both.a, echo(both.b, 3));
  both.run(5000);
  console.log(kinds(passed(both, since)), both.events(both.a, 'soft-sa-removed'));
});

test('soft A, peer negotiates B', () => {
  const soft = rules([{ name: 'all' }, { name: 'web', protocol: 6, destinationPort: 80 }, { name: 'u', protocol: 17, destinationPort: 9 }], METHODS, { soft: true });
  const other = rules([{ name: 'webonly', protocol: 6, sourcePort: 80 }], METHODS);
  const both = pair({ a: windows(soft), b: windows(other) });
  const deaf = both.link.drop(({ path }) => path.carrier === 'udp', Number.POSITIVE_INFINITY);
  both.command(both.a, echo(both.b));
  both.run(5000);
  expect(both.events(both.a, 'soft-sa-added')).toHaveLength(1);
  deaf();
  console.log(both.command(both.b, { kind: 'up', policy: 'webonly [192.0.2.2 <-> 192.0.2.1]' }));
  both.run(1000);
  const since = both.now;
  both.command(both.a, echo(both.b, 3));
  both.run(5000);
  console.log(kinds(passed(both, since)), both.events(both.a, 'soft-sa-removed'));
});
