// Finds input files: folders recursively in a stable order, symlink loops once, links that lead out of them not at all.
import { lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { extname, join, sep } from 'node:path';
import type { Problem } from './problem.ts';

export interface FoundFile {
  /** As given, or below the folder as given. */
  readonly path: string;
  /** True where the user named the file itself rather than a folder above it. */
  readonly named: boolean;
  /** True for a folder that is an OCI image layout: one input. */
  readonly layout?: true;
}

/** What lies in a folder and is no input, by name. */
export interface LeftOut {
  readonly file: string;
  readonly reason: string;
}

export interface Found {
  readonly files: readonly FoundFile[];
  /** Files of folders that are left out, by reason. */
  readonly dropped: ReadonlyMap<string, number>;
  readonly leftOut: readonly LeftOut[];
  readonly problems: readonly Problem[];
}

interface Walk {
  readonly files: FoundFile[];
  readonly dropped: Map<string, number>;
  readonly leftOut: LeftOut[];
  readonly problems: Problem[];
  readonly wanted: ReadonlySet<string>;
  /** Whether a folder with a file `oci-layout` is one input. */
  readonly layouts: boolean;
  /** Real paths of the folders above: one that comes again is a loop. */
  readonly seen: Set<string>;
  /** Real path of the folder that the user named, in which all must lie; null outside of folders. */
  within: string | null;
}

/** The files below `paths`; in folders only those with one of the `extensions`. `-` is stdin. */
export function findFiles(paths: readonly string[], extensions: readonly string[], layouts = false): Found {
  const walk: Walk = {
    files: [],
    dropped: new Map(),
    leftOut: [],
    problems: [],
    wanted: new Set(extensions),
    layouts,
    seen: new Set(),
    within: null,
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
    if (statSync(path).isDirectory()) {
      walk.within = realpathSync(path);
      visitFolder(path, walk, true);
    } else walk.files.push({ path, named: true });
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
    if (leadsOut(path, walk)) {
      count(walk.dropped, linkOut);
      walk.leftOut.push({ file: path, reason: linkOut });
      return;
    }
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

const linkOut = 'a symbolic link out of the folder';

/** A folder may come from anybody: what it links to elsewhere on this machine is none of its own, and nobody asked to read it. */
function leadsOut(path: string, { within }: Walk): boolean {
  if (within === null || !lstatSync(path).isSymbolicLink()) return false;
  const real = realpathSync(path);
  return real !== within && !real.startsWith(within.endsWith(sep) ? within : within + sep);
}

/** `.json.gz` of `a.json.gz`, else the last extension. */
export function extensionOf(name: string): string {
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
