// Where a result goes: stdout or a file; waits for a slow reader, and takes its going away calmly.
// SPDX-License-Identifier: Apache-2.0

import { once } from 'node:events';
import {
  createWriteStream,
  existsSync,
  fchmodSync,
  fstatSync,
  lstatSync,
  openSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Writable } from 'node:stream';
import { isSameFile } from '../input/same-file.ts';
import { EnvironmentFailure, UsageError } from '../terminal/exit.ts';
import { harmless } from '../terminal/terminal.ts';
import { type Annotation, annotationLine } from './annotation.ts';

export type { Annotation };

export interface Output {
  /** True for a terminal, which has a width and colours. */
  readonly terminal: boolean;
  /** Columns of the terminal; null: nothing is ever cut. */
  readonly columns: number | null;
  write(text: string): Promise<void>;
  /** Writes a command of GitHub Actions, which no text that is written can be. */
  annotate(annotation: Annotation): Promise<void>;
  close(): Promise<void>;
}

/** What `--output` calls standard output, as other commands do. */
export const standardOutputName = '-';

/** `inputs`: files that this run reads. Throws UsageError where the result would be written over one of them, or where a link leads. */
export function openOutput(
  file: string | undefined,
  inputs: readonly (string | null | undefined)[] = [],
): Output {
  if (file === undefined || file === standardOutputName) return standardOutput();
  if (file === '') throw new UsageError('--output names no file');
  if (inputs.some((input) => typeof input === 'string' && isSameFile(file, input)))
    throw new UsageError(`${file}: is an input of this run: give --output another file`);
  if (leadsAway(file))
    throw new UsageError(`${file}: is a symbolic link to another place: name the file itself`);
  const folder = folderLeadingAway(file, process.cwd());
  if (folder !== null)
    throw new UsageError(`${file}: ${folder} is a symbolic link out of this folder: name the place itself`);
  return fileOutput(file);
}

/** The folder may come from anybody: a link in it must not say which file of this machine is written over. Devices link to each other. */
function leadsAway(file: string): boolean {
  const folder = dirname(file);
  if (!isLink(file) || folder === '/dev') return false;
  const target = statSync(file, { throwIfNoEntry: false });
  if (target === undefined) return true;
  return target.isFile() && dirname(realpathSync(file)) !== realpathSync(folder);
}

/** The same for folders on the way that lie in the working folder: those above it, and elsewhere, are the machine's own. */
function folderLeadingAway(file: string, root: string): string | null {
  const way = relative(root, dirname(resolve(root, file))).split(sep);
  if (way[0] === '..' || isAbsolute(way[0] ?? '')) return null;
  const folders = way.map((_, place) => way.slice(0, place + 1).join(sep));
  return folders.find((folder) => leadsOut(join(root, folder), realpathSync(root))) ?? null;
}

function leadsOut(folder: string, inside: string): boolean {
  if (!isLink(folder)) return false;
  if (statSync(folder, { throwIfNoEntry: false }) === undefined) return true;
  return !`${realpathSync(folder)}${sep}`.startsWith(`${inside}${sep}`);
}

/** Null: nothing is to be wrapped. A terminal without a size (`script`, some containers) says that it has no columns. */
export function columnsOf(stream: { readonly isTTY?: boolean; readonly columns?: number }): number | null {
  return stream.isTTY === true && (stream.columns ?? 0) > 0 ? (stream.columns ?? null) : null;
}

function standardOutput(): Output {
  const { stdout } = process;
  let gone = false;
  // Whether that is a failure is decided once, where the command line ends (main.ts).
  stdout.on('error', () => {
    gone = true;
  });
  return {
    terminal: stdout.isTTY === true,
    columns: columnsOf(stdout),
    async write(text) {
      if (!gone) await flowing(stdout, harmless(text));
    },
    async annotate(annotation) {
      if (!gone) await flowing(stdout, annotationLine(annotation));
    },
    async close() {},
  };
}

function fileOutput(file: string): Output {
  const stream = createWriteStream(file, { fd: privately(file) });
  const failed = new Promise<never>((_, reject) => {
    stream.on('error', (error) => reject(unwritable(file, error)));
  });
  failed.catch(() => {});
  return {
    terminal: false,
    columns: null,
    write: (text) => Promise.race([flowing(stream, harmless(text)), failed]),
    annotate: (annotation) => Promise.race([flowing(stream, annotationLine(annotation)), failed]),
    async close() {
      stream.end();
      await Promise.race([once(stream, 'finish'), failed]);
    },
  };
}

function isLink(file: string): boolean {
  try {
    return lstatSync(file).isSymbolicLink();
  } catch {
    return false;
  }
}

/** A result tells what is wrong with somebody's systems: nobody else on the machine may read it, whatever the file was before. */
function privately(file: string): number {
  try {
    const descriptor = openSync(file, 'w', 0o600);
    if (fstatSync(descriptor).isFile()) fchmodSync(descriptor, 0o600);
    return descriptor;
  } catch (error) {
    throw unwritable(file, error);
  }
}

export function unwritable(file: string, error: unknown): EnvironmentFailure {
  const folder = dirname(file);
  const reason = existsSync(folder)
    ? error instanceof Error
      ? error.message
      : String(error)
    : `there is no folder ${folder} (make it first)`;
  return new EnvironmentFailure(`${file}: cannot be written: ${reason}`);
}

/** `once` would reject with the stream's error, which the listener above deals with. */
async function flowing(stream: Writable, text: string): Promise<void> {
  if (stream.write(text) || stream.destroyed) return;
  await new Promise<void>((resolve) => {
    const events = ['drain', 'error', 'close'];
    const resume = () => {
      for (const event of events) stream.off(event, resume);
      resolve();
    };
    for (const event of events) stream.on(event, resume);
  });
}
