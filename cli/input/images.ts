// Reads image archives without unpacking them: folders that hold an OCI layout, and tars as `docker save` writes them.
// SPDX-License-Identifier: Apache-2.0
import { lstatSync, readFileSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { type ReadEntry, unread } from '../../shared/intake/images/entry.ts';
import { headOf } from './bytes.ts';
import type { FoundFile } from './files.ts';
import type { Problem } from './problem.ts';
import { type ArchiveEntry, nameIn, tarEntries } from './tar-entries.ts';
import { unreadable } from './unreadable.ts';

// A manifest may have 4 MB in registries, a configuration with its history as much again; layers are larger and no JSON.
const maximumEntry = 8 * 1024 * 1024;
// All JSON of one tar that is kept while it is read.
const maximumKept = 128 * 1024 * 1024;

/** True for a tar by its name, or, of a file the user named, by its bytes. */
export function isImage(file: FoundFile): boolean {
  if (file.layout === true || /\.tar$/i.test(file.path)) return true;
  return file.named && file.path !== '-' && (/\.(?:tar\.gz|tgz)$/i.test(file.path) || hasTarMagic(file.path));
}

export type Entries =
  | { readonly ok: true; readonly read: ReadEntry }
  | { readonly ok: false; readonly problem: Problem };

/** The archive's entries by path. */
export async function imageEntries(file: FoundFile): Promise<Entries> {
  if (file.layout === true) return { ok: true, read: (path) => entryOfFolder(file.path, path) };
  try {
    return { ok: true, read: await entriesOfTar(file.path) };
  } catch (error) {
    return { ok: false, problem: broken(file.path, error) };
  }
}

/** A link that leads out of the layout is no part of it: a layout may come from anybody. */
function entryOfFolder(folder: string, path: string): ReturnType<ReadEntry> {
  const place = join(folder, path);
  const link = lstatSync(place, { throwIfNoEntry: false });
  if (link === undefined || link.isDirectory()) return null;
  try {
    const real = realpathSync(place);
    const stat = lstatSync(real);
    const inside = real.startsWith(realpathSync(folder) + sep);
    return inside && stat.isFile() && stat.size <= maximumEntry ? readFileSync(real) : unread;
  } catch {
    return unread;
  }
}

/** Reads the tar once from end to end and keeps what can be JSON; of two entries with one name the later counts, as in unpacking. */
async function entriesOfTar(path: string): Promise<ReadEntry> {
  const entries = new Map<string, Uint8Array | typeof unread>();
  const room = { left: maximumKept };
  for await (const entry of tarEntries(path)) {
    const name = nameIn(entry.name);
    entries.delete(name);
    const bytes = await bytesOf(entry, room);
    if (bytes !== null && room.left >= 0) entries.set(name, bytes);
  }
  return (name) => entries.get(name) ?? (room.left < 0 ? unread : null);
}

/** The JSON of an entry; null: it is none, or a folder. Takes what is kept from the room. */
async function bytesOf(
  entry: ArchiveEntry,
  room: { left: number },
): Promise<Uint8Array | typeof unread | null> {
  const { name, type, size } = entry;
  room.left -= name.length;
  const isKept = type === 'file' && size <= maximumEntry && size <= room.left;
  const bytes = isKept ? await json(entry.content) : unread;
  if (bytes instanceof Uint8Array) room.left -= bytes.length;
  return type === 'directory' ? null : bytes;
}

/** The bytes of an entry that begins as JSON does; others are passed over. */
async function json(entry: AsyncIterable<Uint8Array>): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let first: string | null = null;
  for await (const chunk of entry) {
    first ??= /[^ \t\r\n]/.exec(Buffer.from(chunk).toString('latin1'))?.[0] ?? null;
    if (first === null || first === '{' || first === '[') chunks.push(chunk);
  }
  return first === '{' || first === '[' ? Buffer.concat(chunks) : null;
}

/** `ustar` stands at byte 257 of every header that POSIX tar, GNU tar and Go write. */
function hasTarMagic(path: string): boolean {
  return Buffer.from(headOf(path, 262).subarray(257)).toString('latin1') === 'ustar';
}

function broken(file: string, error: unknown): Problem {
  if (error instanceof Error && 'code' in error && !String(error.code).startsWith('Z_'))
    return unreadable(file, error);
  const message = `is damaged, or no tar: ${error instanceof Error ? error.message : String(error)}`;
  return {
    file,
    line: null,
    column: null,
    index: null,
    code: 'corrupt-tar',
    message,
    remedy: 'save the image again',
  };
}
