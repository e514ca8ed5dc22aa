// Reads image archives without unpacking them: folders that hold an OCI layout, and tars as `docker save` writes them.
import {
  closeSync,
  createReadStream,
  lstatSync,
  openSync,
  readFileSync,
  readSync,
  realpathSync,
} from 'node:fs';
import { join, sep } from 'node:path';
import { createGunzip } from 'node:zlib';
import type { ReadEntry } from '../../shared/intake/images/entry.ts';
import { type FoundFile, unreadable } from './files.ts';
import type { Problem } from './problem.ts';

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
    const entries = await entriesOfTar(file.path);
    return { ok: true, read: (path) => entries.get(path) ?? null };
  } catch (error) {
    return { ok: false, problem: broken(file.path, error) };
  }
}

/** A link that leads out of the layout is no part of it: a layout may come from anybody. */
function entryOfFolder(folder: string, path: string): Uint8Array | null {
  try {
    const real = realpathSync(join(folder, path));
    const stat = lstatSync(real);
    const inside = real.startsWith(realpathSync(folder) + sep);
    return inside && stat.isFile() && stat.size <= maximumEntry ? readFileSync(real) : null;
  } catch {
    return null;
  }
}

/** Reads the tar once from end to end and keeps what can be JSON; of two entries with one name the later counts, as in unpacking. */
async function entriesOfTar(path: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const entries = new Map<string, Uint8Array>();
  // Most runs see no image.
  const { extract } = await import('./tar.ts');
  const tar = extract();
  const source = createReadStream(path, { highWaterMark: 1024 * 1024 });
  source.on('error', (error) => tar.destroy(error));
  if (/gz$/i.test(path)) {
    const gunzip = createGunzip({ chunkSize: 256 * 1024 });
    gunzip.on('error', (error) => tar.destroy(error));
    source.pipe(gunzip).pipe(tar);
  } else source.pipe(tar);
  let kept = 0;
  for await (const entry of tar) {
    const { name, type, size = 0 } = entry.header;
    if (type !== 'file' || size > maximumEntry || kept + size > maximumKept) {
      entry.resume();
      continue;
    }
    const bytes = await json(entry);
    if (bytes === null) continue;
    entries.set(name.replace(/^(?:\.\/)+/, ''), bytes);
    kept += bytes.length;
  }
  return entries;
}

/** The bytes of an entry that begins as JSON does; others are passed over. */
async function json(entry: AsyncIterable<Uint8Array>): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let other = false;
  for await (const chunk of entry) {
    if (chunks.length === 0 && !other)
      other = !/^\s*[[{]/.test(Buffer.from(chunk.subarray(0, 64)).toString('latin1'));
    if (!other) chunks.push(chunk);
  }
  return other || chunks.length === 0 ? null : Buffer.concat(chunks);
}

/** `ustar` stands at byte 257 of every header that POSIX tar, GNU tar and Go write. */
function hasTarMagic(path: string): boolean {
  const head = Buffer.alloc(262);
  try {
    // A pipe would lose what is read from it here.
    if (!lstatSync(realpathSync(path)).isFile()) return false;
    const file = openSync(path, 'r');
    readSync(file, head, 0, head.length, 0);
    closeSync(file);
  } catch {
    return false;
  }
  return head.subarray(257).toString('latin1') === 'ustar';
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
