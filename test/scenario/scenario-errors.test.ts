import { describe, expect, it } from 'vitest';
import { FileProblems } from '../../src/scenario/schema/problem.ts';
import { parse, twoHosts } from './two-hosts.ts';

/** Everything that is wrong, as a terminal shows it. */
function problemsOf(text: string): string {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof FileProblems) return `\n${error.message}\n`;
    throw error;
  }
  return 'nothing is wrong';
}

describe("what is wrong with a scenario's file", () => {
  it('is said of its form, with place and caret', () => {
    expect(
      problemsOf(
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
    sas: [{ kind: quick-mode, suite: aes129-sha1 }]
    failures: [{ code: psk-differs }]
`),
      ),
    ).toBe(`
s.yaml:17:1: "stps" is not known in the file. Did you mean "steps"?
   17 | stps: []
      | ^^^^
s.yaml:19:11: steps[0].do must be up, down, ping, send, wait or stop. Did you mean "up"?
   19 |   - { do: upp, host: alpha }
      |           ^^^
s.yaml:20:23: steps[1].time must be a text, not a number. Expected: a length of time with its unit: 300ms, 2s, 5m or 8h. Put quotes around it to make it a text.
   20 |   - { do: wait, time: 3 }
      |                       ^
s.yaml:21:32: "192.0.2.300" is not an IPv4 or IPv6 address. Write it like 192.0.2.1 or 2001:db8::1.
   21 |   - { do: ping, host: alpha, to: 192.0.2.300 }
      |                                ^^^^^^^^^^^
`);
  });

  it('is said of names that are nowhere', () => {
    expect(
      problemsOf(
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
    ).toBe('');
  });

  it('is said of hosts, as in their own files', () => {
    const text = twoHosts('title: t\nsteps: [{ do: stop, host: alpha }]\n')
      .replace('profile: lab', 'sockets: { mode: direct }')
      .replace('192.0.2.2]', '192.0.2.1]')
      .replace('peer: beta', 'peer: bet');
    expect(problemsOf(text)).toBe('');
  });

  it('never shows a key', () => {
    const text = twoHosts('title: t\nsteps: [{ do: stop, host: alpha }]\n', '[secret]');
    expect(problemsOf(text)).toContain('psk: [redacted]');
    expect(problemsOf(text)).not.toContain('secret');
  });
});
