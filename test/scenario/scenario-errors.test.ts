import { describe, expect, it } from 'vitest';
import { FileProblems } from '../../src/scenario/schema/problem.ts';
import { parse, twoHosts } from './two-hosts.ts';

/** Everything that is wrong, as a terminal shows it, without the source lines. */
async function problemsOf(text: string): Promise<string[]> {
  try {
    await parse(text);
  } catch (error) {
    if (!(error instanceof FileProblems)) throw error;
    return error.message.split('\n').filter((line) => line.startsWith('s.yaml:'));
  }
  return [];
}

const STOP = twoHosts('title: t\nsteps: [{ do: stop, host: alpha }]\n');

describe("what is wrong with a scenario's file", () => {
  it('is said of its form, all at once', async () => {
    const problems = await problemsOf(
      twoHosts(`title: t
stps: []
steps:
  - { do: upp, host: alpha }
  - { do: wait, time: 3 }
  - { do: ping, host: alpha, to: 192.0.2.300 }
expect:
  alpha:
    events: [{ kind: echo-replay }]
    statistics: { ike-main-mode: many }
    sas: [{ kind: quick-mode, count: -1 }]
    failures: [{ code: selectors-difer }]
`),
    );
    expect(problems.map((line) => line.replace(/ must be .*?\. /, ' must be ... '))).toEqual([
      's.yaml:17:1: "stps" is not known in the file. Did you mean "steps"?',
      's.yaml:19:11: steps[0].do must be ... Did you mean "up"?',
      's.yaml:20:23: steps[1].time must be ... Expected: a length of time with its unit: 300ms, 2s, 5m or 8h. Write its unit too: 3s for seconds.',
      's.yaml:21:34: "192.0.2.300" is not an IPv4 or IPv6 address. Write it like 192.0.2.1 or 2001:db8::1.',
      's.yaml:24:22: expect.alpha.events[0].kind must be ... Did you mean "echo-reply"?',
      's.yaml:25:34: expect.alpha.statistics.ike-main-mode is not right. Expected: a number, or { least: 1, most: 9 }.',
      's.yaml:26:38: expect.alpha.sas[0].count is smaller than 0. Expected: how many such SAs.',
      expect.stringMatching(
        /^s\.yaml:27:24: expect\.alpha\.failures\[0\]\.code is none of the \d+ values that it can have\. Did you mean "selectors-differ"\?$/,
      ),
    ]);
  });

  it('is said of names that are nowhere', async () => {
    expect(
      await problemsOf(
        twoHosts(`title: t
steps:
  - { do: up, host: alpa }
  - { do: up, host: beta, policy: q }
expect:
  betta: {}
  alpha:
    events: [{ kind: echo-reply, form: 192.0.2.2 }]
    never: [{ kind: packet-dropped, times: 1 }]
    statistics: { ike-main-modes: 1 }
`),
      ),
    ).toEqual([
      's.yaml:18:21: there is no host "alpa". Did you mean "alpha"?',
      's.yaml:19:35: beta has no protect entry "q". Did you mean "p"?',
      's.yaml:21:3: there is no host "betta". Did you mean "beta"?',
      's.yaml:23:34: echo-reply has no field "form". Did you mean "from"?',
      's.yaml:24:37: packet-dropped has no field "times". Known: kind, direction, reason, packet, spi, sequence, at.',
      's.yaml:25:19: there is no statistic "ike-main-modes". Did you mean "ike-main-mode"?',
    ]);
  });

  it('is said of hosts, as in their own files', async () => {
    const text = STOP.replace('profile: lab', 'sockets: { mode: direct }')
      .replace('  beta:\n', '  beta:\n    name: gamma\n')
      .replace('peer: beta', 'peer: bet');
    expect(await problemsOf(text)).toEqual([
      "s.yaml:4:5: sockets is for a peer's file: in a scenario the runner decides that. Take it out.",
      's.yaml:8:43: there is no peer "bet". Did you mean "beta"?',
      's.yaml:10:11: the host is called "beta" by its key and "gamma" here. Use one name.',
    ]);
  });

  it('is said of an address that two hosts claim, and of a file without hosts', async () => {
    const text = STOP.replace('[192.0.2.1]', '[192.0.2.1, 192.0.2.2]').replace(
      'address: 192.0.2.2',
      'address: any',
    );
    expect(await problemsOf(text)).toEqual([
      's.yaml:10:17: 192.0.2.2 is an address of alpha already. Give each host its own.',
    ]);
    expect(await problemsOf('title: t\nhosts: {}\nsteps: [{ do: wait, time: 1s }]\n')).toEqual([
      's.yaml:2:1: hosts is empty. A scenario needs a host.',
    ]);
  });

  it('never shows a key', async () => {
    let shown = '';
    try {
      await parse(twoHosts('title: t\nsteps: [{ do: stop, host: alpha }]\n', '[secret]'));
    } catch (error) {
      shown = (error as Error).message;
    }
    expect(shown).toContain('psk: [redacted]');
    expect(shown).not.toContain('secret');
  });

  it('names files of keys beside the scenario, for a process that runs elsewhere', async () => {
    const text = STOP.replaceAll('psk: k', 'psk: { file: key.txt }');
    const read: string[] = [];
    const { hosts } = await parse(text, (name) => {
      read.push(name);
      return Uint8Array.of(1, 2, 3);
    });
    expect(read).toEqual(['key.txt', 'key.txt']);
    expect(JSON.stringify(hosts[0]?.document)).toContain(`${process.cwd()}/key.txt`);
  });
});
