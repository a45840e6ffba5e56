/** Captures of all link types that scapy wrote are read as tshark reads them. */

import { describe, expect, it } from 'vitest';
import type { Dissection, Layer } from '../../src/explain/dissection.ts';
import { epochText } from '../../src/explain/time-text.ts';
import type { FieldNode } from '../../src/wire/codec.ts';
import { explain, vector, vectorText } from './explained.ts';

interface Message {
  readonly start: number;
  readonly length: number;
  readonly payloads: readonly (readonly [number, number])[];
}

interface Row {
  readonly protocols: string;
  readonly time: string;
  readonly isakmp: readonly Message[];
  readonly espSpi?: number;
  readonly ahSpi?: number;
}

const { files } = JSON.parse(vectorText('captures/expected.json')) as {
  files: Readonly<Record<string, readonly Row[]>>;
};

describe.each(Object.entries(files))('%s', (name, rows) => {
  const frames = explain(vector(`captures/${name}`));

  it('has the frames and times that tshark sees', () => {
    expect(frames.map(({ frame }) => frame.time && epochText(frame.time))).toEqual(
      rows.map(({ time }) => time),
    );
  });

  it('has the protocols that tshark sees', () => {
    expect(frames.map(protocolsOf)).toEqual(rows.map(({ protocols }) => namesOf(protocols)));
  });

  it('has ISAKMP headers and payloads where tshark sees them', () => {
    expect(frames.map(messagesOf)).toEqual(rows.map(({ isakmp }) => isakmp));
  });

  it('has the SPIs that tshark sees', () => {
    const hex = (spi: number | undefined): string[] =>
      spi === undefined ? [] : [spi.toString(16).padStart(8, '0')];
    expect(frames.map((frame) => spisOf(frame.layers))).toEqual(
      rows.map(({ espSpi, ahSpi }) => [...hex(espSpi), ...hex(ahSpi)]),
    );
  });

  it('has nothing malformed', () => {
    expect(frames.flatMap(({ layers }) => layers).filter(({ fault }) => fault)).toEqual([]);
  });
});

/** tshark's names as Espial's; extension headers are part of IPv6 here, and a marker is a layer. */
function namesOf(protocols: string): string[] {
  const names: Readonly<Record<string, string>> = {
    eth: 'ethernet',
    ieee8021ad: 'vlan',
    null: 'loopback',
    ip: 'ipv4',
    data: 'fragment',
  };
  return protocols
    .split(':')
    .filter((name) => !['raw', 'ethertype', 'udpencap'].includes(name) && !name.includes('.'))
    .map((name) => (name === 'sll' ? 'cooked' : (names[name] ?? name)));
}

function protocolsOf({ layers }: Dissection): string[] {
  const names = layers.map(({ protocol }) => protocol);
  const whole = names.includes('fragment') && names.at(-1) !== 'fragment';
  return names
    .filter((name) => !['non-esp-marker', 'nat-keepalive'].includes(name))
    .filter((name) => !whole || name !== 'fragment')
    .map((name) => (name === 'sll' || name === 'sll2' ? 'cooked' : name));
}

function messagesOf({ layers }: Dissection): Message[] {
  return layers
    .filter(({ protocol }) => protocol === 'isakmp')
    .map(({ start, end, fields }) => ({
      start,
      length: end - start,
      payloads: fields.flatMap((root) => elementsOf(root)),
    }));
}

function elementsOf(node: FieldNode): [number, number][] {
  const isList = ['payloads', 'proposals', 'transforms'].includes(String(node.name));
  return node.children.flatMap((child) => [
    ...(isList ? [[child.start, child.end - child.start] as [number, number]] : []),
    ...elementsOf(child),
  ]);
}

function spisOf(layers: readonly Layer[]): string[] {
  return layers.flatMap(({ title }) => /^(?:ESP|AH) 0x(\w+)/.exec(title)?.[1] ?? []);
}
