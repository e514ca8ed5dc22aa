// What shell text has done so far to the world it runs in: variables, functions, files, descriptors. Changed while it is read.
// SPDX-License-Identifier: Apache-2.0

import { runsLater } from './later.ts';
import type { CommandGroup } from './nodes.ts';
import type { Field, Origin, Value } from './value.ts';
import { programName } from './wrappers.ts';

export interface World {
  readonly variables: Map<string, readonly Field[]>;
  /** `$1`, `$2`, …; null: not known. */
  positional: readonly Field[] | null;
  /** `$0`: what shell text is called by whoever gives it as an argument; null: not known. */
  zeroth: Field | null;
  readonly functions: Map<string, { readonly body: CommandGroup; called: boolean }>;
  /** What was written to files, by base name: paths of one file have many spellings. */
  readonly files: Map<string, Value>;
  /** Programs under other names, by base name: `cp /usr/sbin/sshd /tmp/a`, `alias a='apk add'`. */
  readonly programs: Map<string, readonly Field[]>;
  /** What was written to files that cron or systemd reads, with their paths. */
  readonly later: { readonly path: string; readonly value: Value }[];
  /** Folders filled from elsewhere, by path. */
  readonly folders: Map<string, Origin>;
  /** Working directory; empty: the one the container begins in. */
  here: string;
  /** Standard input and further descriptors that `exec` opened. */
  readonly descriptors: Map<string, Value>;
  /** Pipes by name. What one command reads there another may write later. */
  readonly pipes: Set<string>;
  /** Characters of shell text that may still be read: nested text may stand for the same characters again. */
  budget: number;
  held: number;
}

export function worldOf(length: number): World {
  return {
    variables: new Map([['IFS', [{ text: ' \t\n', code: ' \t\n', origins: [], content: null }]]]),
    positional: null,
    zeroth: null,
    functions: new Map(),
    files: new Map(),
    programs: new Map(),
    later: [],
    folders: new Map(),
    here: '',
    descriptors: new Map(),
    pipes: new Set(),
    budget: 2000 + 8 * length,
    held: 0,
  };
}

/** Pays for text or steps; false: no more may be read. */
export function spend(world: World, amount: number): boolean {
  if (amount > world.budget) return false;
  world.budget -= amount;
  return true;
}

/** A variable in whose name unknown text is kept until somebody asks where it came from. */
export function hold(world: World, text: string, origins: readonly Origin[]): Field {
  const name = `held_${world.held++}_`;
  const field: Field = { text, code: `\${${name}}`, origins, content: null };
  world.variables.set(name, [field]);
  return field;
}

export function holdsUnknown(code: string): boolean {
  return /\$\{held_\d+_\}/.test(code);
}

export function baseName(path: string): string {
  return programName(path.split(/[?#]/, 1)[0] ?? '');
}

const mostLater = 16;

export function writeFile(world: World, path: string, value: Value, append = false): void {
  const name = baseName(path);
  if (/^[-.&\d]*$|^null$|^std(?:out|err)$/.test(name)) return;
  if (runsLater(path) && world.later.length < mostLater) world.later.push({ path, value });
  const before = append ? world.files.get(name) : undefined;
  const text = before === undefined ? value.text : null;
  world.files.set(name, { text, origins: [...(before?.origins ?? []), ...value.origins].slice(0, 16) });
}

export function fileAt(world: World, path: string): Value | null {
  return world.files.get(baseName(path)) ?? null;
}

/** The path from the working directory on, without `.` and `..`. */
export function resolved(world: World, path: string): string {
  const absolute = /^(?:\/|[A-Za-z]:|~|\$)/.test(path);
  const parts: string[] = [];
  for (const part of `${absolute ? '' : world.here}/${path}`.slice(-4096).split(/[\\/]/)) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return (absolute || world.here.startsWith('/') ? '/' : '') + parts.join('/');
}

/** Where the folder that the path lies in was filled from; null: from nowhere else. */
export function folderOrigin(world: World, path: string): Origin | null {
  if (world.folders.size === 0) return null;
  let at = resolved(world, path);
  for (let up = 0; up < 64; up++) {
    const found = world.folders.get(at);
    if (found !== undefined) return found;
    const slash = at.lastIndexOf('/');
    if (slash < 0) return at === '' ? null : (world.folders.get('') ?? null);
    at = at.slice(0, slash);
  }
  return null;
}
