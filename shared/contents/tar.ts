// The entries of a tar as its bytes come, as container runtimes see them: what readers disagree on is refused.
// SPDX-License-Identifier: Apache-2.0
import { type Pax, paxIn } from './pax.ts';
import {
  BadTar,
  blockSize,
  type EntryType,
  type ExtensionType,
  headerIn,
  type TarHeader,
} from './tar-header.ts';

export interface TarEntry {
  readonly name: string;
  readonly type: EntryType;
  readonly mode: number;
  /** Bytes of its content in the tar. */
  readonly size: number;
  /** Target of a link; null: it is none. */
  readonly link: string | null;
  /** It carries file capabilities. */
  readonly capable: boolean;
  /** What lies in the tar is not all of its content. */
  readonly sparse: boolean;
}

/** Takes the content of one entry as it comes. */
export interface TarSink {
  readonly piece: (bytes: Uint8Array) => void;
  readonly end: () => void;
}

export interface TarReader {
  /** Throws BadTar, or what a sink throws. */
  write(chunk: Uint8Array): void;
  /** Throws BadTar where the tar is not whole. */
  end(): void;
}

/** What was said of the entry that comes next. */
interface Ahead {
  pax?: Pax;
  name?: string;
  link?: string;
}

interface State {
  readonly enter: (entry: TarEntry) => TarSink | null;
  /** The part of a block that has come. */
  readonly block: Buffer;
  filled: number;
  /** Bytes of content that are still to come, and of the padding after it. */
  content: number;
  padding: number;
  sink: TarSink | null;
  ahead: Ahead;
  /** Blocks of zeros in a row: two end a tar, whatever comes after. */
  zeros: number;
}

/** `enter` says who takes the content of an entry; null: nobody does. What it throws ends the reading. */
export function tarReader(enter: (entry: TarEntry) => TarSink | null): TarReader {
  const state: State = {
    ...{ enter, block: Buffer.alloc(blockSize), filled: 0, content: 0, padding: 0, sink: null },
    ...{ ahead: {}, zeros: 0 },
  };
  return {
    write(chunk) {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      for (let at = 0; at < bytes.length && state.zeros < 2; ) at += advance(state, bytes, at);
    },
    end() {
      if (state.zeros < 2 && (state.content > 0 || state.filled > 0)) throw new BadTar('it breaks off');
    },
  };
}

/** Takes what belongs together from `at` on, and returns how many bytes that was: never none. */
function advance(state: State, bytes: Buffer, at: number): number {
  const rest = bytes.length - at;
  if (state.content > 0) {
    const length = Math.min(state.content, rest);
    state.content -= length;
    state.sink?.piece(bytes.subarray(at, at + length));
    if (state.content === 0) finish(state);
    return length;
  }
  if (state.padding > 0) {
    const length = Math.min(state.padding, rest);
    state.padding -= length;
    return length;
  }
  if (state.filled === 0 && rest >= blockSize) {
    readBlock(state, bytes.subarray(at, at + blockSize));
    return blockSize;
  }
  const length = bytes.copy(
    state.block,
    state.filled,
    at,
    Math.min(bytes.length, at + blockSize - state.filled),
  );
  state.filled += length;
  if (state.filled === blockSize) {
    state.filled = 0;
    readBlock(state, state.block);
  }
  return length;
}

function readBlock(state: State, block: Buffer): void {
  const header = headerIn(block);
  if (header === null) {
    state.zeros++;
    return;
  }
  if (state.zeros > 0) throw new BadTar('something comes after its end');
  const { type } = header;
  if (isExtension(type)) readExtension(state, header, type);
  else readEntry(state, header, type);
}

function isExtension(type: TarHeader['type']): type is ExtensionType {
  return type === 'pax' || type === 'global-pax' || type === 'long-name' || type === 'long-link';
}

/** As much as Go's archive/tar takes of one (maxSpecialFileSize). */
const longestExtension = 1024 * 1024;

function readExtension(state: State, { size }: TarHeader, type: ExtensionType): void {
  if (size > longestExtension) throw new BadTar(`an extended header has ${size} bytes`);
  pass(
    state,
    size,
    collecting((content) => learn(state.ahead, type, content)),
  );
}

/** Of several extensions to one entry some readers take the first and others the last. */
function learn(ahead: Ahead, type: ExtensionType, content: Buffer): void {
  if (type === 'global-pax') {
    checkGlobal(ahead, content);
    return;
  }
  const key = { pax: 'pax', 'long-name': 'name', 'long-link': 'link' } as const;
  if (ahead[key[type]] !== undefined) throw new BadTar('an entry has two headers of the same kind');
  if (type === 'pax') ahead.pax = paxIn(content);
  else ahead[type === 'long-name' ? 'name' : 'link'] = textIn(content);
}

/** Go's archive/tar applies global headers to nothing, other readers to every entry. A comment, as git writes it, does no harm. */
function checkGlobal(ahead: Ahead, content: Buffer): void {
  if (Object.keys(paxIn(content)).length > 0) throw new BadTar('a global header names or sizes its entries');
  if (Object.keys(ahead).length > 0) throw new BadTar('a global header stands between an entry and its own');
}

function textIn(content: Buffer): string {
  const end = content.indexOf(0);
  return content.toString('utf8', 0, end < 0 ? content.length : end);
}

function readEntry(state: State, header: TarHeader, type: EntryType): void {
  const entry = entryOf(header, type, state.ahead);
  state.ahead = {};
  // Some readers take the content for what follows the entry, others for part of it.
  if (entry.type !== 'file' && entry.size > 0) throw new BadTar(`a ${entry.type} has content`);
  pass(state, entry.size, state.enter(entry));
}

function entryOf(header: TarHeader, type: EntryType, { pax = {}, name, link }: Ahead): TarEntry {
  const { path, linkpath, size = header.size, capable = false, sparse = false } = pax;
  const isLink = type === 'link' || type === 'symlink';
  const named = onlyOne(name, path) ?? header.name;
  return {
    // The long name decides as well: a runtime reads on behind the header of a folder, whatever content it claims.
    ...{
      type: header.old && named.endsWith('/') ? 'directory' : type,
      mode: header.mode,
      size,
      capable,
      sparse,
    },
    name: named,
    link: isLink ? (onlyOne(link, linkpath) ?? header.link) : null,
  };
}

/** The long name; undefined: there is none. Which of two counts, readers disagree. */
function onlyOne(gnu: string | undefined, pax: string | undefined): string | undefined {
  if (gnu !== undefined && pax !== undefined) throw new BadTar('an entry has two long names');
  const name = gnu ?? pax;
  return name === '' ? undefined : name;
}

function pass(state: State, size: number, sink: TarSink | null): void {
  state.content = size;
  state.padding = (blockSize - (size % blockSize)) % blockSize;
  state.sink = sink;
  if (size === 0) finish(state);
}

function finish(state: State): void {
  const { sink } = state;
  state.sink = null;
  sink?.end();
}

/** Keeps content until all of it is there. */
export function collecting(done: (content: Buffer) => void): TarSink {
  const parts: Uint8Array[] = [];
  return { piece: (bytes) => void parts.push(bytes), end: () => done(Buffer.concat(parts)) };
}
