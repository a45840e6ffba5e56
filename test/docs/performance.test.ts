import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withResults } from '../../bench/document.ts';
import { GROUPS } from '../../bench/groups.ts';
import { ROOT } from '../../bench/root.ts';
import { REPORT } from '../bench/results.ts';

const PAGE = readFileSync(join(ROOT, 'docs', 'performance.md'), 'utf8');

describe('docs/performance.md', () => {
  it.each(GROUPS.map(({ name }) => name))('has a part with the figures of the group %s', (name) => {
    expect(PAGE).toContain(`](#${name})`);
    const part = new RegExp(
      `^## ${name}$[\\s\\S]*?<!-- bench ${name} -->\n([\\s\\S]*?)<!-- /bench -->`,
      'm',
    );
    expect(part.exec(PAGE)?.[1]?.trim()).not.toBe('');
    expect(part.exec(PAGE)).not.toBeNull();
  });

  it('answers every line of "Done when" that a group has a target for', () => {
    const lines = new Set(GROUPS.flatMap(({ targets = [] }) => targets.map(({ line }) => line)));
    expect([...lines].filter((line) => !PAGE.includes(`\n| ${line} | `))).toEqual([]);
  });

  it('shows pictures that are there', () => {
    const pictures = [...PAGE.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map(([, path]) => path!);
    expect(pictures.length).toBeGreaterThan(0);
    expect(pictures.filter((path) => !existsSync(join(ROOT, 'docs', path)))).toEqual([]);
  });
});

describe('what writes it', () => {
  const page =
    '# Title\n<!-- bench targets -->\nold\n<!-- /bench -->\nwords\n<!-- bench crypto -->\n<!-- /bench -->\n';

  it('puts a run between the markers and leaves the words around them', () => {
    const { text, pictures } = withResults(page, REPORT);
    expect(text).toContain('| 1 | seal with fast x32 | at least 1.00 | 1.50 | met |');
    expect(text).toContain('\nwords\n');
    expect(text).not.toContain('old');
    expect([...pictures.keys()]).toEqual(['crypto-1.svg']);
    expect(withResults(text, REPORT).text).toBe(text);
  });

  it('refuses a page without a part for a group', () => {
    expect(() => withResults('# Title\n', REPORT)).toThrow('crypto');
  });
});
