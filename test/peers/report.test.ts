import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { reportPage } from './interop/report-page.ts';
import { reportText } from './interop/report-text.ts';
import type { RunResult } from './interop/result.ts';

/** Recorded from a run in which one cell failed. */
const RESULT = JSON.parse(
  readFileSync(new URL('./fixtures/matrix.json', import.meta.url), 'utf8'),
) as RunResult;

describe('the matrix as a page', () => {
  const page = reportPage(RESULT);

  it('says the sum, and shows failures first', () => {
    expect(page).toContain('5 passed, 1 failed');
    expect(page.indexOf('<h2>Failures</h2>')).toBeLessThan(page.indexOf('<h2>Main mode'));
  });

  it('links each cell to its capture, its keys and both logs', () => {
    for (const { folder, files } of RESULT.cells) {
      for (const file of ['capture.pcapng', 'keys/esp_sa', 'espial.log', 'charon.log']) {
        expect(files).toContain(file);
        expect(page).toContain(`href="${folder}/${file}"`);
      }
    }
  });

  it('needs nothing from elsewhere, and runs no scripts', () => {
    expect(page).not.toMatch(/<script|<link|src=|https?:/);
  });

  it('escapes what a program said', () => {
    expect(page).toContain('&lt;none&gt; &amp; nothing');
    expect(page).not.toContain('<none>');
  });
});

describe('the matrix as text', () => {
  it('is a grid for algorithms and a list for the rest', () => {
    expect(reportText(RESULT)).toBe(
      [
        'Espial against strongSwan: 5 passed, 1 failed, in 9 s',
        'Espial 0.1.0, strongSwan 5.9.8; 2026-11-21T06:46:00.000Z',
        'In a matrix: passed +, failed X, not combined . ; first Espial as the initiator, then strongSwan.',
        '',
        'IKE',
        '            modp768  modp1024',
        '  des-md5   + +      . .',
        '  des-sha1  . .      + .',
        '',
        'ESP',
        '               tunnel in UDP',
        '  aes128gcm16  + .',
        '',
        'Refusal',
        '  +    3.1 s  another main-mode proposal, refused in words: Espial initiates',
        '  X    0.7 s  another main-mode proposal, refused in words: strongSwan initiates',
        '',
        'FAILED another main-mode proposal, refused in words: strongSwan initiates',
        '  Espial said <none> & nothing',
        '  refusal-another-main-mode-proposal-refused-in-words-strongswan',
      ].join('\n'),
    );
  });
});
