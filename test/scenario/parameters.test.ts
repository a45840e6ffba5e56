import { describe, expect, it } from 'vitest';
import { parseScenarioFile, type Scenario } from '../../src/scenario/load.ts';
import { FileProblems } from '../../src/scenario/schema/problem.ts';
import { twoHosts } from './two-hosts.ts';

function load(rest: string): Promise<Scenario[]> {
  const { runs } = parseScenarioFile('s.yaml', twoHosts(rest), noFile);
  return Promise.all(runs.map((run) => run.load()));
}

function noFile(): never {
  throw new Error('no such file');
}

async function wordsOf(rest: string): Promise<string[]> {
  try {
    await load(rest);
  } catch (error) {
    if (!(error instanceof FileProblems)) throw error;
    return error.message.split('\n').filter((line) => line.startsWith('s.yaml:'));
  }
  return [];
}

describe('parameters', () => {
  it('make a run of every combination, named by what differs', async () => {
    const scenarios = await load(`title: Pings
parameters: { size: [56, 1000], text: [a, b], same: [1] }
steps:
  - { do: ping, host: alpha, to: 192.0.2.2, size: '\${size}', count: '\${same}' }
  - { do: send, host: alpha, to: 192.0.2.2, port: 9, text: 'is \${text} of $\${text}' }
`);
    expect(
      scenarios.map(({ title, steps: [ping, send] }) => [
        title,
        ping !== undefined && 'size' in ping.act && ping.act.size,
        send !== undefined && 'text' in send.act && send.act.text,
      ]),
    ).toEqual([
      ['Pings [size=56, text=a]', 56, `is a of \${text}`],
      ['Pings [size=56, text=b]', 56, `is b of \${text}`],
      ['Pings [size=1000, text=a]', 1000, `is a of \${text}`],
      ['Pings [size=1000, text=b]', 1000, `is b of \${text}`],
    ]);
  });

  it('may hold several values that go together', async () => {
    const scenarios = await load(`title: Pings
parameters:
  case: [{ name: small, size: 8, most: 1 }, { name: big, size: 800, most: 2 }]
steps: [{ do: ping, host: alpha, to: 192.0.2.2, size: '\${case.size}', count: '\${case.most}' }]
story: \${case.name}
`);
    expect(scenarios.map(({ title, story }) => [title, story])).toEqual([
      ['Pings [case=small]', 'small'],
      ['Pings [case=big]', 'big'],
    ]);
    expect(scenarios.map(({ steps }) => steps[0]?.act)).toMatchObject([
      { size: 8, count: 1 },
      { size: 800, count: 2 },
    ]);
  });

  it('never show a key in a title', async () => {
    const [first] = await load(
      `title: t\nparameters: { psk: [secret, other] }\nsteps: [{ do: wait, time: 1s }]\nstory: \${psk}\n`,
    );
    expect(first?.title).toBe('t [psk=1]');
  });

  it('are errors where they are nowhere, are not used, or are too many', async () => {
    const with_ = (parameters: string, use: string): Promise<string[]> =>
      wordsOf(`title: ${use}\nparameters: ${parameters}\nsteps: [{ do: wait, time: 1s }]\n`);
    expect(await with_('{ size: [1] }', `a \${sise}`)).toEqual([
      `s.yaml:16:8: there is no parameter "sise". Did you mean "size"? For the characters themselves write $\${.`,
      `s.yaml:17:15: the parameter size is used nowhere. Write \${size} where its value belongs.`,
    ]);
    expect(await with_('{ size: 1 }', 'a')).toEqual([
      's.yaml:17:21: size needs a list of values, like [3des, aes128].',
    ]);
    expect(await with_('{ size: [[1]] }', 'a')).toEqual([
      's.yaml:17:22: a value is a text, a number, true or false, or a map of those.',
    ]);
    const many = `[${Array.from({ length: 40 }, (_, i) => i).join(', ')}]`;
    expect(await with_(`{ a: ${many}, b: ${many} }`, 'a')).toEqual([
      expect.stringMatching(/these are more than 1024 runs\. Take out some values\.$/),
    ]);
  });

  it('without quotes within braces get advice', async () => {
    const text = `title: t\nparameters: { time: [3s] }\nsteps: [{ do: wait, time: \${time} }]\n`;
    expect(await wordsOf(text)).toEqual([
      expect.stringMatching(/Within brackets and braces a \$\{name\} needs quotes around it\.$/),
    ]);
  });

  it('are checked as the values that they stand for, at the place where they stand', async () => {
    expect(
      await wordsOf(
        `title: t\nparameters: { time: [3] }\nsteps: [{ do: wait, time: '\${time}' }]\n`,
      ),
    ).toEqual([
      expect.stringMatching(/^s\.yaml:18:27: steps\[0\]\.time must be a text, not a number/),
    ]);
  });
});
