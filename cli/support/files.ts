// Finds and reads input files: folders recursively in a stable order, symlink loops once, bytes checked to be text.
import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Problem } from './problem.ts';

export interface FoundFile {
  /** As given, or below the folder as given. */
  readonly path: string;
  /** True where the user named the file itself rather than a folder above it. */
  readonly named: boolean;
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
  /** Real paths of the folders above: one that comes again is a loop. */
  readonly seen: Set<string>;
}

/** The files below `paths`; in folders only those with one of the `extensions`. `-` is stdin. */
export function findFiles(paths: readonly string[], extensions: readonly string[]): Found {
  const walk: Walk = {
    files: [],
    dropped: new Map(),
    problems: [],
    wanted: new Set(extensions),
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
    if (statSync(path).isDirectory()) visitFolder(path, walk);
    else walk.files.push({ path, named: true });
  } catch (error) {
    walk.problems.push(unreadable(path, error));
  }
}

function visitFolder(path: string, walk: Walk): void {
  const real = realpathSync(path);
  if (walk.seen.has(real)) {
    count(walk.dropped, 'a folder seen already (symbolic link)');
    return;
  }
  walk.seen.add(real);
  const names = readdirSync(path).sort();
  for (const name of names) visitEntry(join(path, name), name, walk);
}

function visitEntry(path: string, name: string, walk: Walk): void {
  try {
    const link = lstatSync(path).isSymbolicLink();
    const stat = statSync(path);
    if (stat.isDirectory()) {
      if (name === 'node_modules' || name === '.git') count(walk.dropped, `folder ${name}`);
      else visitFolder(path, walk);
    } else if (link && !stat.isFile()) count(walk.dropped, 'not a regular file');
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

/** A file's text, or why there is none. UTF-8, or UTF-16 where a byte order mark says so. */
export function readText(path: string): { ok: true; text: string } | { ok: false; problem: Problem } {
  try {
    const bytes = readFileSync(path === '-' ? 0 : path);
    return decode(bytes, path === '-' ? '<stdin>' : path);
  } catch (error) {
    return { ok: false, problem: unreadable(path, error) };
  }
}

export function decode(
  bytes: Uint8Array,
  file: string,
): { ok: true; text: string } | { ok: false; problem: Problem } {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  try {
    return { ok: true, text: new TextDecoder(encoding, { fatal: true }).decode(bytes) };
  } catch {
    return { ok: false, problem: notText(bytes, file) };
  }
}

/** Names the first line that is not UTF-8. */
function notText(bytes: Uint8Array, file: string): Problem {
  const place = {
    file,
    index: null,
    code: 'invalid-utf8',
    message: 'is not UTF-8 text',
    remedy: 'save it as UTF-8',
  };
  let line = 1;
  let start = 0;
  const decoder = new TextDecoder('utf-8', { fatal: true });
  while (start <= bytes.length) {
    const end = bytes.indexOf(10, start);
    const slice = bytes.subarray(start, end < 0 ? bytes.length : end);
    try {
      decoder.decode(slice);
    } catch {
      return { ...place, line, column: 1 };
    }
    if (end < 0) break;
    start = end + 1;
    line++;
  }
  return { ...place, line: null, column: null };
}
