import { beforeAll, describe, expect, it } from 'vitest';
import { parse as parseYamlText } from 'yaml';
import type { Outcome } from '../../src/scenario/outcome.ts';
import { htmlReport } from '../../src/scenario/reports/html.ts';
import { outcomeData } from '../../src/scenario/reports/json.ts';
import { junitReport } from '../../src/scenario/reports/junit.ts';
import { parseReport } from '../../src/scenario/reports/reports.ts';
import { tapReport } from '../../src/scenario/reports/tap.ts';
import { everyKind } from './outcomes.ts';

let outcomes: readonly Outcome[];

beforeAll(async () => {
  outcomes = await everyKind();
});

const batch = () => ({ outcomes, tookMilliseconds: 1500, startedAt: 0 });

/** The elements of an XML text, each with its depth; throws where one is not closed or is closed wrongly. */
function elementsOf(xml: string): string[] {
  const open: string[] = [];
  const found: string[] = [];
  const rest = xml.replace(/^<\?xml [^>]*\?>\n/, '');
  const tag = /<(\/?)([a-z-]+)((?: [a-z]+="[^"<]*")*)(\/?)>/g;
  for (const [, end, name, , empty] of rest.matchAll(tag)) {
    if (end === '/') expect(open.pop()).toBe(name);
    else {
      found.push(`${' '.repeat(open.length)}${name}`);
      if (empty !== '/') open.push(name!);
    }
  }
  expect(open).toEqual([]);
  expect(rest.replaceAll(tag, '')).not.toMatch(/[<>]|&(?!(?:amp|lt|gt|quot|#10);)/);
  return found;
}

describe('JUnit', () => {
  it('is well-formed XML with a case for each play', () => {
    const xml = junitReport(batch());
    expect(elementsOf(xml)).toEqual([
      'testsuites',
      ' testsuite',
      '  testcase',
      '  testcase',
      '   failure',
      '   system-out',
      '  testcase',
      '   skipped',
      '  testcase',
      '   error',
      '   system-out',
    ]);
    expect(xml).toContain(
      '<testsuite name="scenarios" tests="4" failures="1" errors="1" skipped="1" time="1.500" timestamp="1970-01-01T00:00:00">',
    );
    expect(xml).toContain('name="Nothing &lt;b&gt;is&lt;/b&gt; &quot;well&quot; &amp; #1"');
    expect(xml).toContain('classname="s"');
  });

  it('says of what passed that it had failed before', () => {
    const [passed] = outcomes;
    const xml = junitReport({ ...batch(), outcomes: [{ ...passed!, retries: 1 }] });
    expect(elementsOf(xml).slice(2)).toEqual(['  testcase', '   system-out']);
    expect(xml).toMatch(/<system-out>.*, played again<\/system-out>/);
  });

  it('leaves out what XML cannot hold', () => {
    const [passed] = outcomes;
    const title = 'a\u0000b\u001bc\ud800d\uffff\ttab';
    const xml = junitReport({ ...batch(), outcomes: [{ ...passed!, title }] });
    expect(xml).toContain('name="abcd\ttab"');
  });
});

describe('TAP', () => {
  it('says of what passed that it had failed before', () => {
    const [passed] = outcomes;
    const tap = tapReport({ ...batch(), outcomes: [{ ...passed!, retries: 1 }] });
    expect(tap).toContain('ok 1 - All is well\n# It failed, and was played again.\n');
  });

  it('has a plan, a point for each play and a YAML block beneath what failed', () => {
    const lines = tapReport(batch()).split('\n');
    expect(lines.filter((line) => !line.startsWith(' '))).toEqual([
      'TAP version 14',
      '1..4',
      'ok 1 - All is well',
      'not ok 2 - Nothing <b>is</b> "well" & \\#1',
      'ok 3 - Not here # SKIP virtual-only: time \\# of its own',
      'not ok 4 - Not now',
      '',
    ]);
    const begin = lines.indexOf('  ---');
    const end = lines.indexOf('  ...');
    const block = lines.slice(begin + 1, end).map((line) => line.slice(2));
    expect(parseYamlText(block.join('\n'))).toMatchObject({
      failed: [{ at: 's.yaml:17:9', what: 'p of alpha comes up' }, {}, {}],
      again: 'espial scenario run s.yaml --seed espial',
    });
  });
});

describe('JSON', () => {
  it('says where each check stands, and what happened where one failed', () => {
    const [passed, failed] = outcomes;
    expect(outcomeData(passed!)).toMatchObject({
      passed: true,
      state: 'passed',
      checks: [{ passed: true, file: 's.yaml', line: 18, what: 'p of alpha comes up' }],
    });
    expect(outcomeData(passed!)).not.toHaveProperty('events');
    expect(outcomeData(failed!)).toMatchObject({
      passed: false,
      events: expect.arrayContaining([expect.objectContaining({ host: 'beta', level: 'warn' })]),
    });
  });
});

describe('HTML', () => {
  it('is one page that fetches nothing and runs nothing', () => {
    const html = htmlReport(batch());
    expect(html).toContain("default-src 'none'");
    expect(html).not.toMatch(/<script|<link|<img|<iframe|src=|url\(|@import|https?:/);
    expect(html).not.toMatch(/ on[a-z]+=/);
  });

  it('escapes whatever comes from files and from the network', () => {
    const evil = `</pre><script>alert('1')</script>"&`;
    const place = { ...outcomes[1]!.checks[0]!.place, sourceLine: evil, file: evil };
    const outcome: Outcome = {
      ...outcomes[1]!,
      ...{ title: evil, file: evil, story: evil, seed: evil, command: evil, evidence: evil },
      ...{ reason: evil, explains: evil, traceHash: evil },
      checks: [{ passed: false, what: evil, found: [evil], place }],
      ladder: [evil, evil],
      events: [{ at: 0, host: evil, level: 'info', text: evil }],
      hosts: [
        {
          name: evil,
          addresses: [evil],
          statistics: [{ id: evil, group: 'ike', label: evil, value: 1 }],
        },
      ],
    };
    const html = htmlReport({ ...batch(), outcomes: [outcome] });
    expect(html).not.toMatch(/<script|<\/pre><s|alert\('/);
    expect(html.split('&lt;script&gt;').length - 1).toBeGreaterThan(15);
  });

  it('tells the story, what did not hold, the ladder, events and statistics', () => {
    const html = htmlReport(batch());
    for (const words of [
      '<p class="story">as it should be</p>',
      '<h3>What did not hold</h3>',
      '<pre class="ladder">',
      'main mode 1: HDR, SA',
      '<summary>Statistics that moved',
      'port 500 is in &lt;use&gt;',
    ]) {
      expect(html).toContain(words);
    }
    // What failed is open, what passed is closed.
    expect(html.match(/<details class="play" open>/g)).toHaveLength(2);
    expect(html.match(/<details class="play">/g)).toHaveLength(2);
  });
});

describe('--report', () => {
  it('needs a kind, a file, and a folder that is there', () => {
    expect(parseReport('junit=results.xml')).toEqual({ kind: 'junit', file: 'results.xml' });
    expect(parseReport('html=a=b.html')).toEqual({ kind: 'html', file: 'a=b.html' });
    for (const wrong of ['junit', 'junit=', 'pdf=x', '=x']) {
      expect(() => parseReport(wrong)).toThrow('write junit, json, tap, html, = and a file');
    }
    expect(() => parseReport('tap=/no/such/folder/x')).toThrow('there is no folder');
  });
});
