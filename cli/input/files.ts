// Finds input files: folders recursively in a stable order, symlink loops once, links that lead out of them not at all.
// SPDX-License-Identifier: Apache-2.0
import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path';
import { unrenderedFile } from '../../shared/intake/documents/unrendered.ts';
import { nearest } from '../../shared/policy/nearest.ts';
import { type Ignoring, ignoreFile, ignoringBy } from './ignore.ts';
import type { Problem } from './problem.ts';
import { unreadable } from './unreadable.ts';

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
  readonly charts: boolean;
  readonly ignoreFiles: boolean;
  /** Real paths of the folders above: one that comes again is a loop. */
  readonly seen: Set<string>;
  /** Patterns of what is left alone, each with the folder that they are for; the innermost last. */
  readonly ignoring: { readonly folder: string; readonly ignores: Ignoring }[];
  readonly excluded: Ignoring;
  /** Real path of the folder that the user named, in which all must lie; null outside of folders. */
  within: string | null;
}

export interface FindOptions {
  /** A folder with a file `oci-layout` is one input. */
  readonly layouts?: boolean;
  /** Patterns of files that are left alone, whoever named them. */
  readonly exclude?: readonly string[];
  /** Reads `.seawallignore` of the working directory and of each folder. */
  readonly ignoreFiles?: boolean;
  /** Leaves out charts of Helm, which are no manifests before they are rendered. */
  readonly charts?: boolean;
}

/** The files below `paths`; in folders only those with one of the `extensions`. `-` is stdin. */
export function findFiles(
  paths: readonly string[],
  extensions: readonly string[],
  { layouts = false, exclude = [], ignoreFiles = false, charts = false }: FindOptions = {},
): Found {
  const walk: Walk = {
    files: [],
    dropped: new Map(),
    leftOut: [],
    problems: [],
    wanted: new Set(extensions),
    layouts,
    charts,
    ignoreFiles,
    ignoring: ignoreFiles ? patternsIn('.') : [],
    excluded: ignoringBy(exclude),
    seen: new Set(),
    within: null,
  };
  for (const path of paths) {
    if (path !== '-' && walk.excluded(path, false) === true) count(walk.dropped, excludedFile);
    else visitNamed(path, walk);
  }
  return { ...walk, files: eachOnce(walk.files) };
}

/** What is named twice, or named and in a folder that is, is one input; standard input can be read only once. */
function eachOnce(files: readonly FoundFile[]): readonly FoundFile[] {
  const byPlace = new Map<string, FoundFile>();
  for (const file of files) {
    const place = file.path === '-' ? '-' : resolve(file.path);
    if (file.named || !byPlace.has(place)) byPlace.set(place, file);
  }
  return [...byPlace.values()];
}

const excludedFile = 'excluded';

/** The patterns of the folder's own file; none where it has none. What is wrong with it shows when it is looked for among the inputs. */
function patternsIn(folder: string): Walk['ignoring'] {
  const file = join(folder, ignoreFile);
  try {
    if (!statSync(file).isFile()) return [];
    const lines = readFileSync(file, 'utf8').split(/\r?\n/);
    return [{ folder, ignores: ignoringBy(lines) }];
  } catch {
    return [];
  }
}

/** What the user excludes is out; of the files, the innermost that says anything decides, as git has it. */
function isIgnored(path: string, isFolder: boolean, { excluded, ignoring }: Walk): boolean {
  if (excluded(slashed(path), isFolder) === true) return true;
  const said = ignoring.map(({ folder, ignores }) => ignores(slashed(relative(folder, path)), isFolder));
  return said.findLast((one) => one !== null) ?? false;
}

function slashed(path: string): string {
  return path.split(sep).join('/');
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
    const problem = unreadable(path, error);
    const near = nearestPath(path);
    walk.problems.push(near === null ? problem : { ...problem, remedy: `did you mean ${near}?` });
  }
}

/** What lies beside a path that is not there, and is called nearly so. */
function nearestPath(path: string): string | null {
  const folder = dirname(path);
  try {
    const others = readdirSync(folder).filter((other) => other !== basename(path));
    const name = nearest(basename(path), others.slice(0, mostNeighbours));
    return name === null || existsSync(path) ? null : join(folder, name);
  } catch {
    return null;
  }
}

const mostNeighbours = 1000;

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
  const own = walk.ignoreFiles && names.includes(ignoreFile) ? patternsIn(path) : [];
  walk.ignoring.push(...own);
  const chart = walk.charts && names.includes('Chart.yaml');
  if (chart) leaveOut(walk, path, chartReason);
  for (const name of names) if (!chart || !isOfChart(name)) visitEntry(join(path, name), name, walk);
  walk.ignoring.length -= own.length;
}

const chartReason = 'a Helm chart: judge what `helm template` makes of it';

/** What Helm reads and nobody applies (Helm, "Charts", the chart file structure). */
function isOfChart(name: string): boolean {
  return (
    ['Chart.yaml', 'Chart.lock', 'templates', 'charts'].includes(name) ||
    /^values[\w.-]{0,100}\.(?:ya?ml|json)$/.test(name)
  );
}

function leaveOut(walk: Walk, file: string, reason: string): void {
  count(walk.dropped, reason);
  walk.leftOut.push({ file, reason });
}

function visitEntry(path: string, name: string, walk: Walk): void {
  try {
    const own = lstatSync(path);
    if (own.isSymbolicLink() && leadsOut(path, walk)) {
      leaveOut(walk, path, linkOut);
      return;
    }
    const stat = own.isSymbolicLink() ? statSync(path) : own;
    if (isIgnored(path, stat.isDirectory(), walk)) count(walk.dropped, excludedFile);
    else if (stat.isDirectory()) {
      if (name === 'node_modules' || name === '.git') count(walk.dropped, `folder ${name}`);
      else visitFolder(path, walk, false);
    } else if (!stat.isFile()) count(walk.dropped, 'not a regular file');
    else if (walk.wanted.has(extensionOf(name))) walk.files.push({ path, named: false });
    else visitUnread(path, walk);
  } catch (error) {
    walk.problems.push(unreadable(path, error));
  }
}

/** Sources that a tool must render first are told of, once for each folder. */
function visitUnread(path: string, walk: Walk): void {
  const unrendered = unrenderedFile(path);
  const folder = dirname(path);
  if (unrendered === null) count(walk.dropped, 'file type not judged');
  else if (!walk.leftOut.some(({ file, reason }) => file === folder && reason === unrendered))
    leaveOut(walk, folder, unrendered);
}

const linkOut = 'a symbolic link out of the folder';

/** A folder may come from anybody: what it links to elsewhere on this machine is none of its own, and nobody asked to read it. */
function leadsOut(path: string, { within }: Walk): boolean {
  if (within === null) return false;
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
