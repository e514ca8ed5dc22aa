// Finds and reads input files: folders recursively in a stable order, symlink loops once, bytes checked to be text.
import { isUtf8 } from 'node:buffer';
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Problem } from './problem.ts';

export interface FoundFile {
  /** As given, or below the folder as given. */
  readonly path: string;
  /** True where the user named the file itself rather than a folder above it. */
  readonly named: boolean;
  /** True for a folder that is an OCI image layout: one input. */
  readonly layout?: true;
}

export interface Found {
  readonly files: readonly FoundFile[];
  /** Files of folders that are left out, by reason. */
  readonly dropped: ReadonlyMap<string, number>;
  readonly problems: readonly Problem[];
}

interface Walk {
  readonly files: FoundFile[];
  readonly dropped: Map<string, number>;
  readonly problems: Problem[];
  readonly wanted: ReadonlySet<string>;
  /** Whether a folder with a file `oci-layout` is one input. */
  readonly layouts: boolean;
  /** Real paths of the folders above: one that comes again is a loop. */
  readonly seen: Set<string>;
}

/** The files below `paths`; in folders only those with one of the `extensions`. `-` is stdin. */
export function findFiles(paths: readonly string[], extensions: readonly string[], layouts = false): Found {
  const walk: Walk = {
    files: [],
    dropped: new Map(),
    problems: [],
    wanted: new Set(extensions),
    layouts,
    seen: new Set(),
  };
  for (const path of paths) visitNamed(path, walk);
  return walk;
}

function visitNamed(path: string, walk: Walk): void {
  if (path === '-') {
    walk.files.push({ path, named: true });
    return;
  }
  try {
    if (statSync(path).isDirectory()) visitFolder(path, walk, true);
    else walk.files.push({ path, named: true });
  } catch (error) {
    walk.problems.push(unreadable(path, error));
  }
}

function visitFolder(path: string, walk: Walk, named: boolean): void {
  const real = realpathSync(path);
  if (walk.seen.has(real)) {
    count(walk.dropped, 'a folder seen already (symbolic link)');
    return;
  }
  walk.seen.add(real);
  const names = readdirSync(path).sort();
  if (walk.layouts && names.includes('oci-layout')) {
    walk.files.push({ path, named, layout: true });
    return;
  }
  for (const name of names) visitEntry(join(path, name), name, walk);
}

function visitEntry(path: string, name: string, walk: Walk): void {
  try {
    const stat = statSync(path);
    if (stat.isDirectory()) {
      if (name === 'node_modules' || name === '.git') count(walk.dropped, `folder ${name}`);
      else visitFolder(path, walk, false);
    } else if (!stat.isFile()) count(walk.dropped, 'not a regular file');
    else if (walk.wanted.has(extensionOf(name))) walk.files.push({ path, named: false });
    else count(walk.dropped, 'file type not judged');
  } catch (error) {
    walk.problems.push(unreadable(path, error));
  }
}

/** `.json.gz` of `a.json.gz`, else the last extension. */
function extensionOf(name: string): string {
  const last = extname(name).toLowerCase();
  return last === '.gz' ? `${extname(name.slice(0, -last.length)).toLowerCase()}.gz` : last;
}

export function count(counts: Map<string, number>, reason: string, by = 1): void {
  counts.set(reason, (counts.get(reason) ?? 0) + by);
}

const reasons: Readonly<Record<string, readonly [string, string]>> = {
  ENOENT: ['no such file or folder', 'check the path'],
  EACCES: ['may not be read', 'check its permissions'],
  ELOOP: ['is a symbolic link that leads back to itself', 'name the real file'],
  EISDIR: ['is a folder', 'name a file'],
};

export function unreadable(file: string, error: unknown): Problem {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
  const [message, remedy] = reasons[code] ?? [
    error instanceof Error ? error.message : String(error),
    'check the file',
  ];
  return { file, line: null, column: null, index: null, code: 'unreadable-file', message, remedy };
}

export type Text =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problem: Problem };

/** A file's text, or why there is none. UTF-8, or UTF-16 where a byte order mark says so. */
export async function readText(path: string): Promise<Text> {
  try {
    return decode(path === '-' ? await standardInput() : readFileSync(path), path);
  } catch (error) {
    return { ok: false, problem: unreadable(path, error) };
  }
}

/** As a stream: a pipe whose writer is slow has nothing to read at once, which is no error. */
async function standardInput(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export function decode(bytes: Uint8Array, file: string): Text {
  try {
    return { ok: true, text: new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes) };
  } catch {
    return { ok: false, problem: notText(bytes, file) };
  }
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return 'utf-8';
}

/** Names the first place that is not in the encoding of the file. */
function notText(bytes: Uint8Array, file: string): Problem {
  const encoding = encodingOf(bytes);
  const name = encoding === 'utf-8' ? 'UTF-8' : 'UTF-16';
  const place = encoding === 'utf-8' ? placeOfBadByte(bytes) : { line: null, column: null };
  return {
    file,
    ...place,
    index: null,
    code: `invalid-${name.toLowerCase().replace('-', '')}`,
    message: `is not ${name} text`,
    remedy: 'save it as UTF-8',
  };
}

/** A new line is never part of a longer character, so each line can be looked at by itself. */
function placeOfBadByte(bytes: Uint8Array): { line: number; column: number } | { line: null; column: null } {
  let start = 0;
  for (let line = 1; start <= bytes.length; line++) {
    const next = bytes.indexOf(10, start);
    const slice = bytes.subarray(start, next < 0 ? bytes.length : next);
    if (!isUtf8(slice)) return { line, column: goodCharacters(slice) + 1 };
    if (next < 0) break;
    start = next + 1;
  }
  return { line: null, column: null };
}

/** Characters before the first bad byte: a lenient decoder writes U+FFFD there. */
function goodCharacters(line: Uint8Array): number {
  const lenient = new TextDecoder('utf-8', { ignoreBOM: true }).decode(line);
  for (let at = lenient.indexOf('\uFFFD'); at >= 0; at = lenient.indexOf('\uFFFD', at + 1)) {
    const before = Buffer.byteLength(lenient.slice(0, at));
    // A replacement character that the file holds itself is a good one.
    if (!(line[before] === 0xef && line[before + 1] === 0xbf && line[before + 2] === 0xbd)) return at;
  }
  return 0;
}
