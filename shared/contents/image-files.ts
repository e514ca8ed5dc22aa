// The files of an image that are odd, over all its layers: what an upper layer covers or takes away does not count.
// SPDX-License-Identifier: Apache-2.0
import { type ImageContents, type Oddity, type OddityKind, oddities } from '../model/contents.ts';
import { BadLayer, type Bounds, usualBounds } from './bounds.ts';
import { type LayerEntry, type Room, readLayer, roomIn } from './layer.ts';
import { passwdPath, usersIn } from './passwd.ts';
import { programAt } from './programs.ts';
import { longestRead, mayHoldSecret, secretIn } from './secret-files.ts';

export interface LayerSource {
  readonly mediaType: string;
  readonly open: () => Promise<AsyncIterable<Uint8Array>>;
}

/** What lies at a path; a file may be odd in several ways. */
type OddFiles = Map<string, readonly Oddity[]>;

// Any more of them are an image made to be read for ever.
const maximumOdd = 20_000;
/** Shown of each kind. */
const shownOfKind = 5;

type Found = Pick<ImageContents, 'oddities' | 'counts' | 'users' | 'files'>;

/** Reads the layers from the lowest up. Rejects with BadLayer, or with what opening a layer rejects with. */
export async function imageFiles(
  layers: readonly LayerSource[],
  bounds: Bounds = usualBounds,
): Promise<Found> {
  const room = roomIn(bounds);
  const read: LayerFiles[] = [];
  for (const { mediaType, open } of layers) read.push(await readLayerFiles(await open(), mediaType, room));
  return filesOf(read);
}

/** One layer by itself, for layers that do not come in their order. Rejects with BadLayer, or with what the stream rejects with. */
export async function readLayerFiles(
  bytes: AsyncIterable<Uint8Array>,
  mediaType: string,
  room: Room,
): Promise<LayerFiles> {
  const layer = newLayer();
  const before = room.entries;
  await readLayer(bytes, mediaType, readerOf(layer), room);
  return { ...layer, entries: before - room.entries };
}

/** What an image of these layers holds, the lowest first. Throws BadLayer. */
export function filesOf(layers: readonly LayerFiles[]): Found {
  const odd: OddFiles = new Map();
  let users: ImageContents['users'] = null;
  for (const layer of layers) {
    laidOver(odd, layer);
    users = usersAfter(users, layer);
    if (odd.size > maximumOdd) throw new BadLayer('the image holds more odd files than are listed');
  }
  const files = layers.reduce((sum, { entries }) => sum + entries, 0);
  return { ...counted(odd), files, ...(users === undefined ? {} : { users }) };
}

/** What one layer adds, and what of the lower ones it takes away. */
export type LayerFiles = Layer & { readonly entries: number };

interface Layer {
  readonly odd: OddFiles;
  /** Paths that the layer says anything about: what lay there is covered. */
  readonly covers: Set<string>;
  /** Paths that it takes away, with all below them. */
  readonly removes: Set<string>;
  /** Hard links to files that it does not have itself: to those of lower layers. By path, the target. */
  readonly links: Map<string, string>;
  /** Folders of which it takes away what lower layers put there. */
  readonly empties: Set<string>;
  /** What it makes of /etc/passwd; left out: nothing. */
  passwd?: { readonly users: ImageContents['users'] };
}

function newLayer(): Layer {
  const [covers, removes, empties] = [new Set<string>(), new Set<string>(), new Set<string>()];
  return { odd: new Map(), covers, removes, links: new Map(), empties };
}

/** Users of the image with the layer on top. */
function usersAfter(
  below: ImageContents['users'],
  { passwd, removes, empties }: Layer,
): ImageContents['users'] {
  if (passwd !== undefined) return passwd.users;
  const isGone =
    [passwdPath, 'etc'].some((path) => removes.has(path)) || ['', 'etc'].some((one) => empties.has(one));
  return isGone ? null : below;
}

/** Whose content is not at hand, as a link's, is not known. */
function usersOf({ path, type }: LayerEntry, content: Uint8Array | null): Pick<Layer, 'passwd'> {
  if (path === 'etc' && type !== 'directory') return { passwd: { users: undefined } };
  if (path !== passwdPath || type === 'directory') return {};
  const users = content === null ? undefined : (usersIn(content) ?? undefined);
  return { passwd: { users } };
}

function readerOf(layer: Layer) {
  return {
    wants: ({ type, path, size }: LayerEntry) =>
      type === 'file' && (path === passwdPath ? size <= longestRead : mayHoldSecret(path, size)),
    take: (entry: LayerEntry, content: Uint8Array | null) => {
      Object.assign(layer, usersOf(entry, entry.sparse ? null : content));
      // Its lines are no credentials, though they look like some.
      take(layer, entry, entry.path === passwdPath ? null : searched(entry, content));
    },
  };
}

/** A sparse file is searched without its holes, of which a reader would make zeros, and so a program. */
function searched({ sparse }: LayerEntry, content: Uint8Array | null): Uint8Array | null {
  return sparse && content !== null ? content.filter((byte) => byte !== 0) : content;
}

const whiteout = '.wh.';
const opaque = '.wh..wh..opq';

/** Whiteouts: OCI image specification, layer.md, "Whiteouts". */
function take(layer: Layer, entry: LayerEntry, content: Uint8Array | null): void {
  const { path, type } = entry;
  const slash = path.lastIndexOf('/');
  const name = path.slice(slash + 1);
  const folder = path.slice(0, Math.max(slash, 0));
  if (name === opaque) layer.empties.add(folder);
  else if (name.startsWith(whiteout))
    layer.removes.add(
      folder === '' ? name.slice(whiteout.length) : `${folder}/${name.slice(whiteout.length)}`,
    );
  else if (type !== 'directory') {
    const found = odditiesOf(layer, entry, content);
    const below = type === 'link' ? targetBelow(layer, targetOf(entry)) : null;
    layer.odd.delete(path);
    layer.links.delete(path);
    if (found.length > 0) layer.odd.set(path, found);
    else layer.covers.add(path);
    if (below !== null) layer.links.set(path, below);
    if (layer.odd.size > maximumOdd) throw new BadLayer('the image holds more odd files than are listed');
  }
}

/** The file of a lower layer that a link leads to, by other links or at once; null: the layer has it itself by then. What comes later does not count. */
function targetBelow({ odd, covers, links }: Layer, target: string): string | null {
  const linked = links.get(target);
  if (linked !== undefined) return linked;
  return odd.has(target) || covers.has(target) ? null : target;
}

function odditiesOf(layer: Layer, entry: LayerEntry, content: Uint8Array | null): readonly Oddity[] {
  const { path, type, mode, capable } = entry;
  const program = programAt(path);
  const found: Oddity[] = program === null ? [] : [{ kind: program, path: shown(path), what: null }];
  if (type === 'symlink') return found;
  // A hard link is its target by another name, with the target's permissions and content.
  if (type === 'link') return [...found, ...renamed(layer.odd.get(targetOf(entry)), path)];
  if (type !== 'file') return found;
  if ((mode & 0o6000) !== 0 && (mode & 0o111) !== 0)
    found.push({ kind: 'setuid', path: shown(path), what: (mode & 0o4000) === 0 ? 'setgid' : 'setuid' });
  if (capable) found.push({ kind: 'capability', path: shown(path), what: null });
  const secret = content === null ? null : secretIn(path, content);
  if (secret !== null) found.push({ ...secret, path: shown(secret.path) });
  return found;
}

function targetOf({ link }: LayerEntry): string {
  return (link ?? '').replace(/^(?:\.?\/+)+/, '');
}

/** What a file is, by another name of it. */
function renamed(found: readonly Oddity[] = [], path: string): readonly Oddity[] {
  return found.map((one) => ({ ...one, path: shown(path) }));
}

/** Names are hostile text, and end up in terminals. */
function shown(path: string): string {
  return path.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu, '?').slice(0, 300);
}

function laidOver(odd: OddFiles, { odd: upper, links, covers, removes, empties }: Layer): void {
  const linked = odd.size > 0 ? linkedBelow(odd, links) : [];
  for (const path of odd.keys()) if (covers.has(path) || isTaken(path, removes, empties)) odd.delete(path);
  for (const [path, found] of [...linked, ...upper]) odd.set(path, found);
}

/** A link to a file of a lower layer stays that file, though the layer takes its first name away, or puts another file there. */
function linkedBelow(
  odd: OddFiles,
  links: ReadonlyMap<string, string>,
): readonly (readonly [string, readonly Oddity[]])[] {
  return [...links].flatMap(([path, target]) => {
    const found = renamed(odd.get(target), path);
    return found.length === 0 ? [] : [[path, found] as const];
  });
}

/** By the folders of each path, of which there are few: a layer may take half a million paths away. */
function isTaken(path: string, removes: ReadonlySet<string>, empties: ReadonlySet<string>): boolean {
  if (removes.has(path) || empties.has('')) return true;
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    const folder = path.slice(0, end);
    if (removes.has(folder) || empties.has(folder)) return true;
  }
  return false;
}

function counted(odd: OddFiles): Pick<ImageContents, 'oddities' | 'counts'> {
  const all = [...odd.values()].flat();
  const counts: Partial<Record<OddityKind, number>> = {};
  const first: Oddity[] = [];
  for (const kind of oddities) {
    const ofKind = all.filter((one) => one.kind === kind);
    if (ofKind.length > 0) counts[kind] = ofKind.length;
    first.push(...ofKind.slice(0, shownOfKind));
  }
  return { oddities: first, counts };
}
