/** One changed capture explained in every way: no exception but NotACapture, nothing out of its bounds, not slow. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeProvider } from '../../src/crypto/node.ts';
import { CaptureReader, NotACapture } from '../../src/explain/capture-reader.ts';
import { HEX_KINDS } from '../../src/explain/captured-frame.ts';
import { Decoder } from '../../src/explain/decoder.ts';
import type { Dissection } from '../../src/explain/dissection.ts';
import { frameJson } from '../../src/explain/frame-json.ts';
import { KeyStore } from '../../src/explain/key-store.ts';
import { SummaryText } from '../../src/explain/summary-text.ts';
import { treeLines } from '../../src/explain/tree-text.ts';
import { type Draws, type FieldNode, pick } from '../../src/wire/codec.ts';
import { EVIDENCE } from './capture-cases.ts';

/** No case of a few frames may take longer. */
const SLOW_MILLISECONDS = 2000;

const KEYS = ['ikev1_decryption_table', 'esp_sa'].map((name) => {
  const path = join(EVIDENCE, name);
  return { name, text: readFileSync(path, 'utf8') };
});

/** What is wrong with how a file is explained, if anything; `frames` counts what was in it. */
export function problemWithCapture(
  file: Uint8Array,
  draws: Draws,
): { readonly frames: number; readonly problem: string | undefined } {
  const started = performance.now();
  let frames = 0;
  const keys = new KeyStore();
  if (draws.integer(0, 3) > 0) for (const { name, text } of KEYS) keys.add(text, name);
  const tracing = draws.integer(0, 3) > 0;
  const decoder = new Decoder({ provider: nodeProvider, keys, ports: [4501], tracing });
  const reader = new CaptureReader(pick(draws, HEX_KINDS));
  const summary = new SummaryText();
  let problem: string | undefined;
  const take = (items: ReturnType<CaptureReader['push']>): void => {
    for (const item of items) {
      if (item.kind === 'trouble') continue;
      frames++;
      const dissection = decoder.decode(item);
      problem ??= outOfBounds(dissection);
      summary.line(dissection);
      const lines = treeLines(dissection, { width: 80, full: frames % 2 === 0 });
      if (lines.some((line) => line.length > 80)) problem ??= 'a line of more than 80 columns';
      JSON.parse(JSON.stringify(frameJson(dissection)));
    }
  };
  try {
    for (let at = 0; at < file.length; ) {
      const end = Math.min(file.length, at + draws.integer(1, 600));
      take(reader.push(file.slice(at, end)));
      at = end;
    }
    take(reader.end());
  } catch (error) {
    if (!(error instanceof NotACapture)) {
      problem ??= error instanceof Error ? (error.stack ?? error.message) : String(error);
    }
  }
  const took = performance.now() - started;
  if (took > SLOW_MILLISECONDS) problem ??= `it took ${Math.round(took)} ms`;
  return { frames, problem };
}

function outOfBounds({ layers, buffers }: Dissection): string | undefined {
  for (const layer of layers) {
    const { length } = buffers[layer.buffer]!.octets;
    if (layer.start > layer.end || layer.end > length) {
      return `${layer.title} lies at ${layer.start} to ${layer.end} of ${length}`;
    }
    const { fault } = layer;
    if (fault !== undefined && !(fault.offset >= 0 && fault.offset <= length)) {
      return `the error of ${layer.title} is at ${fault.offset} of ${length}`;
    }
    if (fault?.detail === '') return `the error of ${layer.title} has no sentence`;
    const strange = layer.fields.find((root) => !isNested(root, 0, length));
    if (strange !== undefined) return `fields of ${layer.title} overlap or leave their octets`;
  }
  return undefined;
}

/** Whether children stand in order and within their parent. */
function isNested(node: FieldNode, start: number, end: number): boolean {
  if (node.start < start || node.end > end || node.start > node.end) return false;
  let at = node.start;
  for (const child of node.children) {
    if (!isNested(child, at, node.end)) return false;
    at = child.end;
  }
  return true;
}
