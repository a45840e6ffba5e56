/** What Espial sends is what scapy opened (test/vectors/ipsec/make/opened-by-scapy.py). */

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type ScapySample, scapySamples } from './scapy-samples.ts';

const file = new URL('../vectors/ipsec/scapy-opened.json', import.meta.url);
const opened = JSON.parse(readFileSync(file, 'utf8')) as readonly ScapySample[];

it.each(opened.map((one) => [one.title, one] as const))('%s', (title, one) => {
  expect(scapySamples().find((sample) => sample.title === title)).toEqual(one);
});

it('leaves no sample out', () => {
  expect(opened.map(({ title }) => title)).toEqual(scapySamples().map(({ title }) => title));
});
