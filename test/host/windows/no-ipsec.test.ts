/** Server (Request Security) and a host that has no IPsec at all: what it does, shows, logs and counts. */

import { expect, test } from 'vitest';
import { EventJournal } from '../../../src/observe/event-log/journal.ts';
import { saText } from '../../../src/observe/sa-text.ts';
import { NO_COLOUR } from '../../../src/observe/text.ts';
import { NO_POLICY } from '../../../src/policy/compiled.ts';
import type { Pair } from '../../../src/sim/pair.ts';
import { echo, statistic } from './commands.ts';
import { example } from './policies.ts';
import { domainPair, kinds, passed } from './realm.ts';

const SERVER = 'Request Security (Optional) Rule [192.0.2.1 <-> 192.0.2.2]';

/** b has no peers, no policy and no Windows system: nobody takes part in IKE there. */
function besideAPlainHost(): Pair {
  const b = { host: { peers: [], policies: [], unmatched: 'permit' } } as const;
  const both = domainPair(example('Server (Request Security)'), NO_POLICY, { b });
  both.command(both.a, echo(both.b, 3));
  both.run(5000);
  return both;
}

test('it asks for three seconds, then goes on in clear, and nothing was lost', () => {
  const both = besideAPlainHost();
  expect(both.events(both.a, 'udp-received')).toHaveLength(3);
  expect(kinds(passed(both))).toEqual(['IKE', 'UDP']);
  const [first, fell] = [
    both.events(both.a, 'main-mode-started')[0],
    both.events(both.a, 'fell-back-to-clear')[0],
  ];
  expect(fell!.at - first!.at).toBe(3000);
});

test('the statistics of the computer say so', () => {
  const { a } = besideAPlainHost();
  const values = ['soft-associations', 'total-acquire', 'acquire-failures', 'ike-main-mode'].map(
    (id) => statistic(a, id),
  );
  expect(values).toEqual([1, 1, 0, 0]);
  expect(statistic(a, 'soft-associations-active')).toBe(1);
});

test('its event log has a 541 in which every algorithm is None', () => {
  const both = besideAPlainHost();
  const journal = new EventJournal(undefined);
  for (const event of both.a.events) journal.note(event);
  const logged = journal.after(0);
  expect(logged).toMatchObject([
    {
      id: 541,
      log: 'security',
      type: 'success',
      error: 13_844,
      peer: '192.0.2.2',
      summary: 'soft SA with 192.0.2.2, which does not answer: traffic goes in clear',
    },
  ]);
  const parameters = logged[0]!.blocks.find(({ heading }) => heading === 'Parameters')!.lines;
  const algorithms = parameters.filter(
    (line) => typeof line === 'object' && line.label.endsWith('Algorithm'),
  );
  expect(algorithms.map((line) => typeof line === 'object' && line.value)).toEqual([
    'None',
    'None',
    'None',
  ]);
});

test('the list of SAs shows it as what it is: in clear', () => {
  const { a } = besideAPlainHost();
  const soft = a.host.query('soft-sas').items;
  expect(soft).toMatchObject([{ policy: SERVER, packetsSent: 3, packetsReceived: 3 }]);
  const text = saText([], [], soft[0]!.createdAt, NO_COLOUR, soft);
  expect(text).toMatch(/^soft SA, in clear: Request Security \(Optional\) Rule/);
});
