/** Changed captures are explained without an exception, within their bounds; `npm run fuzz:decode` tries more. */

import { expect, it } from 'vitest';
import { seededDraws } from '../wire/fuzz.ts';
import { drawCapture } from './capture-cases.ts';
import { problemWithCapture } from './capture-fuzz.ts';

it('explains changed captures', () => {
  const draws = seededDraws(20_061_121);
  let frames = 0;
  for (let i = 0; i < 400; i++) {
    const file = drawCapture(draws);
    const result = problemWithCapture(file, draws);
    expect(result.problem, Buffer.from(file).toString('hex')).toBeUndefined();
    frames += result.frames;
  }
  expect(frames).toBeGreaterThan(400);
});
