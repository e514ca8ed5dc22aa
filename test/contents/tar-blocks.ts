// Tars for tests block by block, as no writer of tars would write them.

export interface Block {
  readonly name?: string;
  readonly flag?: string;
  readonly mode?: number;
  /** As the header claims it; left out: that of the content. */
  readonly size?: number;
  readonly link?: string;
  readonly content?: string | Uint8Array;
  /** Eight bytes from 257 on; left out: POSIX's. */
  readonly magic?: string;
  readonly prefix?: string;
  /** Bytes laid over the header before its checksum is made. */
  readonly over?: readonly (readonly [number, string])[];
}

/** One entry: its header, its content, and the padding. */
export function entryBlocks({ name = 'f', flag = '0', content = '', ...more }: Block): Buffer {
  const bytes = Buffer.from(content);
  const header = Buffer.alloc(512);
  header.write(name, 0, 100, 'utf8');
  header.write((more.mode ?? 0o644).toString(8).padStart(7, '0'), 100);
  header.write((more.size ?? bytes.length).toString(8).padStart(11, '0'), 124);
  header.write(flag, 156, 'latin1');
  header.write(more.link ?? '', 157, 100);
  header.write(more.magic ?? 'ustar\x0000', 257, 'latin1');
  header.write(more.prefix ?? '', 345, 155);
  for (const [at, text] of more.over ?? []) header.write(text, at, 'latin1');
  header.fill(' ', 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return Buffer.concat([header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);
}

export const ending = Buffer.alloc(1024);

/** Entries and the two empty blocks after them. */
export function tarOfBlocks(...blocks: readonly Block[]): Buffer {
  return Buffer.concat([...blocks.map(entryBlocks), ending]);
}

/** Records of an extended header. */
export function records(...pairs: readonly (readonly [string, string])[]): string {
  return pairs.map(([key, value]) => record(key, value)).join('');
}

function record(key: string, value: string): string {
  const length = Buffer.byteLength(` ${key}=${value}\n`);
  const digits = [1, 2, 3, 4, 5, 6, 7].find((count) => String(length + count).length === count) ?? 0;
  return `${length + digits} ${key}=${value}\n`;
}
