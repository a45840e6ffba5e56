/** What the documents hold: fenced blocks, links, headings. */

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** A fenced block. */
export interface Block {
  /** For people: `README.md:12`. */
  readonly place: string;
  readonly language: string;
  readonly text: string;
}

/** A link to a file of the repository. */
interface Link {
  readonly place: string;
  readonly label: string;
  /** The file from the root; the document itself for a bare anchor. */
  readonly path: string;
  readonly anchor: string;
}

interface Document {
  /** From the root. */
  readonly path: string;
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly links: readonly Link[];
  readonly anchors: ReadonlySet<string>;
}

/** Every document of the repository: those in the root and in docs. */
export function documents(): readonly Document[] {
  const inDocs = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' });
  return [...readdirSync(ROOT), ...inDocs.map((name) => join('docs', name))]
    .filter((path) => path.endsWith('.md'))
    .sort()
    .map((path) => parseDocument(path, readFileSync(join(ROOT, path), 'utf8')));
}

/** Reads a document; `path` is from the root. */
export function parseDocument(path: string, text: string): Document {
  const blocks: Block[] = [];
  const prose: string[] = [];
  let open: { at: number; language: string; lines: string[] } | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    const fence = /^```\s*(\S*)/.exec(line);
    if (open !== undefined && fence !== null) {
      const { at, language, lines } = open;
      blocks.push({ place: `${path}:${at}`, language, text: `${lines.join('\n')}\n` });
      open = undefined;
    } else if (open !== undefined) open.lines.push(line);
    else if (fence !== null) open = { at: index + 1, language: fence[1]!, lines: [] };
    // A line of its own for each line of the document keeps the numbers right.
    prose.push(open !== undefined || fence !== null ? '' : line);
  }
  if (open !== undefined) throw new Error(`${path}:${open.at}: the fence is never closed`);
  return { path, text, blocks, links: linksOf(path, prose), anchors: anchorsOf(prose) };
}

function linksOf(path: string, prose: readonly string[]): Link[] {
  return prose.flatMap((line, index) => {
    const markdown = [...line.matchAll(/\[((?:`[^`]*`|[^\][`])*)\]\(([^)\s]+)\)/g)];
    const html = [
      ...line.matchAll(
        /<(?:img|a|source)\b[^>]*?(?:alt="([^"]*)"[^>]*)?(?:src|href|srcset)="([^"]+)"/g,
      ),
    ];
    return [...markdown, ...html]
      .filter(([, , target]) => !/^[a-z]+:/.test(target!))
      .map(([, label = '', target]) => {
        const [file = '', anchor = ''] = target!.split('#');
        const whole = file === '' ? path : relative(ROOT, resolve(ROOT, dirname(path), file));
        return { place: `${path}:${index + 1}`, label, path: whole, anchor };
      });
  });
}

/** As GitHub makes them of headings. */
function anchorsOf(prose: readonly string[]): Set<string> {
  const anchors = new Set<string>();
  for (const line of prose) {
    const heading = /^#{1,6}\s+(.*?)\s*#*$/.exec(line)?.[1];
    if (heading === undefined) continue;
    const plain = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const slug = plain.replace(/[^\p{Letter}\p{Number}\s_-]/gu, '').replace(/\s/g, '-');
    let unique = slug;
    for (let n = 1; anchors.has(unique); n++) unique = `${slug}-${n}`;
    anchors.add(unique);
  }
  return anchors;
}
