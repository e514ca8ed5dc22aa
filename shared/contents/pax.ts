// Extended headers of a tar (POSIX, "pax Header Block"), read as strictly as Go's archive/tar reads them.
// SPDX-License-Identifier: Apache-2.0
import { BadTar } from './tar-header.ts';

/** What of an extended header changes how a layer is read. */
export interface Pax {
  path?: string;
  linkpath?: string;
  size?: number;
  /** It gives the entry file capabilities. */
  capable?: true;
  /** The entry is a sparse file: what lies in the layer is not all of its content. */
  sparse?: true;
}

const space = ' '.charCodeAt(0);
const newline = '\n'.charCodeAt(0);

/** Throws BadTar. */
export function paxIn(bytes: Buffer): Pax {
  const pax: Pax = {};
  const sparse = new Map<string, string>();
  for (let rest = bytes; rest.length > 0; ) {
    const end = lengthOf(rest);
    const record = rest.toString('utf8', rest.indexOf(space) + 1, end - 1);
    const equals = record.indexOf('=');
    if (equals < 0) throw new BadTar('an extended header has a record without a value');
    const [key, value] = [record.slice(0, equals), record.slice(equals + 1)];
    if (key.startsWith('GNU.sparse.')) sparse.set(key.slice('GNU.sparse.'.length), value);
    else apply(pax, key, value);
    rest = rest.subarray(end);
  }
  return sparse.size === 0 ? pax : { ...pax, ...sparsely(pax, sparse) };
}

/** `%d %s=%s\n`: the number counts itself. */
function lengthOf(rest: Buffer): number {
  const at = rest.indexOf(space);
  const digits = at < 0 || at > 10 ? '' : rest.toString('latin1', 0, at);
  const length = /^\d+$/.test(digits) ? Number(digits) : 0;
  if (length < 5 || length > rest.length || rest[length - 1] !== newline)
    throw new BadTar('an extended header has a record of a wrong length');
  return length;
}

/** The last record of a key counts; an empty one takes away what was said before. */
function apply(pax: Pax, key: string, value: string): void {
  if (key === 'path' || key === 'linkpath') pax[key] = checkedName(value);
  else if (key === 'SCHILY.xattr.security.capability') pax.capable = true;
  else if (key === 'size' && value === '') delete pax.size;
  else if (key === 'size') pax.size = sizeIn(value);
}

function sizeIn(value: string): number {
  const size = /^\d{1,16}$/.test(value) ? Number(value) : Number.NaN;
  if (!Number.isSafeInteger(size)) throw new BadTar('an extended header has a size that is none');
  return size;
}

function checkedName(name: string): string {
  if (name.includes('\0')) throw new BadTar('an extended header has a name with an end in it');
  return name;
}

/**
 * Sparse files in the forms 0.0, 0.1 and 1.0 (GNU tar manual, "Storing Sparse Files"): the header has a name made up, the true one is
 * beside the map.
 */
function sparsely(pax: Pax, sparse: ReadonlyMap<string, string>): Pax {
  const [major, minor] = [sparse.get('major'), sparse.get('minor')];
  const isKnown =
    major === undefined && minor === undefined
      ? sparse.has('map') || sparse.has('offset') || sparse.has('size')
      : ['0.0', '0.1', '1.0'].includes(`${major}.${minor}`);
  if (!isKnown) throw new BadTar('a sparse file has a form that is not known');
  const path = sparse.get('name') ?? pax.path;
  return { sparse: true, ...(path === undefined ? {} : { path: checkedName(path) }) };
}
