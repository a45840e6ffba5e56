/** What is wrong with the Windows parts of a scenario's file is said at its place, before anything is played. */

import { describe, expect, it } from 'vitest';
import { FileProblems } from '../../src/scenario/schema/problem.ts';
import { parse } from './two-hosts.ts';

async function problemsOf(text: string): Promise<string> {
  try {
    await parse(text);
    return '';
  } catch (error) {
    if (!(error instanceof FileProblems)) throw error;
    return error.message;
  }
}

describe('a scenario with the Windows system', () => {
  it('says which line of a text of commands is wrong, and where', async () => {
    const problems = await problemsOf(`title: t
hosts:
  alpha:
    addresses: [192.0.2.1]
    windows:
      netsh: |
        ipsec static

        # A remark counts as a line.
        add polcy name=Office
        add policy name=Office
        add rule name=x policy=Office filterlist=None filteraction=None psk=secret kerbers=yes
directories:
  lab:
    netsh: |
      ipsec static delete policy name=None
steps:
  - { do: stop, host: alpha }
`);
    expect(problems.split('\n')).toEqual([
      expect.stringMatching(/^s\.yaml:10:13: .*polcy/),
      expect.stringMatching(/^s\.yaml:12:84: .*kerbers/),
      expect.stringMatching(/^s\.yaml:16:7: .*"None"/),
    ]);
    expect(problems).not.toContain('secret');
  });

  it('says which command of a list is wrong', async () => {
    const problems = await problemsOf(`title: t
hosts:
  alpha:
    addresses: [192.0.2.1]
    windows:
      netsh:
        - ipsec static
        - add policy name=Office
        - 'add policy name=Office'
steps:
  - do: netsh
    host: alpha
    commands: [ipsec static show policy all, ipsec dynamik show all]
`);
    expect(problems.split('\n')).toEqual([expect.stringMatching(/^s\.yaml:9:12: .*Office/)]);
    const steps = await problemsOf(`title: t
hosts: { alpha: { addresses: [192.0.2.1], windows: {} } }
steps:
  - do: netsh
    host: alpha
    commands: [ipsec static show policy all, ipsec dynamik show all]
  - do: netsh
    host: alpha
    commands: ipsec dynamik
    fails: is not
`);
    expect(steps.split('\n')).toEqual([expect.stringMatching(/^s\.yaml:6:52: .*dynamik/)]);
  });

  it('says what is not for a scenario, and which names are nowhere', async () => {
    const problems = await problemsOf(`title: t
hosts:
  alpha: { addresses: [192.0.2.1], windows: { store: a.policy, directory: directories/lab.json } }
  beta: { addresses: [192.0.2.2] }
steps:
  - { do: stop, host: alpha }
`);
    expect(problems).toMatch(/s\.yaml:3:47: store is for a peer's file/);
    expect(problems).toMatch(/s\.yaml:3:75: the directory's file .* does not exist/);
    const names = await problemsOf(`title: t
hosts:
  alpha: { addresses: [192.0.2.1], windows: {} }
  beta: { addresses: [192.0.2.2] }
steps:
  - { do: netsh, host: beta, commands: ipsec static show all }
  - { do: directory, name: lab, reachable: false }
  - { do: up, host: alpha }
expect:
  beta: { service: running }
  alpha: { log: [{ id: 548 }] }
`);
    expect(names).toMatch(/s\.yaml:11:24: expect\.alpha\.log\[0\]\.id/);
    const known = await problemsOf(`title: t
hosts:
  alpha: { addresses: [192.0.2.1], windows: {} }
  beta: { addresses: [192.0.2.2] }
steps:
  - { do: netsh, host: beta, commands: ipsec static show all }
  - { do: directory, name: lab, reachable: false }
  - { do: up, host: alpha }
expect:
  beta: { service: running }
`);
    const lines = known.split('\n').filter((line) => line.startsWith('s.yaml'));
    expect(lines).toEqual([
      expect.stringMatching(/^s\.yaml:6:24: beta has no Windows system\./),
      expect.stringMatching(/^s\.yaml:7:28: there is no directory "lab"\./),
      expect.stringMatching(/^s\.yaml:8:5: alpha has its filters from its policy\./),
      expect.stringMatching(/^s\.yaml:10:11: beta has no Windows system\./),
    ]);
  });
});
