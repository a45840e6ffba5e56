import { expect, it } from 'vitest';
import { Page } from '../../src/lab/page.ts';
import { COLOUR, NO_COLOUR } from '../../src/observe/text.ts';

function pageOf(act: (page: Page) => void, palette = NO_COLOUR): string {
  const lines: string[] = [];
  act(new Page(palette, (line) => lines.push(line)));
  return lines.join('\n');
}

it('a section is numbered, ruled over 80 columns and explained', () => {
  const text = pageOf((page) => {
    page.section('One', 'Why this happens. '.repeat(8));
    page.section('Two', 'Because.');
  });
  const lines = text.split('\n');
  expect(lines[1]).toBe(`-- 1. One ${'-'.repeat(70)}`);
  expect(text).toContain('\n-- 2. Two ---');
  expect(lines.every((line) => line.length <= 80)).toBe(true);
});

it('columns are as wide as their widest cell, and numbers stand right', () => {
  const rows = [
    ['transport', '3'],
    ['tunnel', '12'],
  ];
  expect(pageOf((page) => page.table(['SA', 'n'], rows, 1))).toBe(
    'SA          n\ntransport   3\ntunnel     12',
  );
});

it('a label stands beside wrapped text', () => {
  const text = pageOf((page) => page.labelled('beta', 'word '.repeat(20), 12));
  expect(text.split('\n')).toEqual([
    `beta        ${'word '.repeat(13).trim()}`,
    `            ${'word '.repeat(7).trim()}`,
  ]);
});

it('colour goes around whole lines, so that columns stay', () => {
  const text = pageOf((page) => page.table(['a'], [['b']]), COLOUR);
  expect(text).toBe('\u001b[1ma\u001b[22m\nb');
});
