// A sorted run in a temporary file: for each entry a line of what it is ordered by, then its text.
// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import type { Entry } from './entry.ts';

interface Header extends Omit<Entry, 'text'> {
  readonly length: number;
}

const newline = 0x0a;
const chunkSize = 1024 * 1024;

export async function writeRun(path: string, entries: readonly Entry[]): Promise<void> {
  const stream = createWriteStream(path, { highWaterMark: chunkSize });
  const failed = once(stream, 'error').then(([error]) => Promise.reject(error));
  failed.catch(() => {});
  for (const { text, ...place } of entries) {
    const header: Header = { ...place, length: text.length };
    stream.write(`${JSON.stringify(header)}\n`);
    if (!stream.write(text)) await Promise.race([once(stream, 'drain'), failed]);
  }
  stream.end();
  await Promise.race([once(stream, 'finish'), failed]);
}

export async function* readRun(path: string): AsyncGenerator<Entry> {
  let data: Uint8Array = new Uint8Array();
  for await (const chunk of createReadStream(path, { highWaterMark: chunkSize })) {
    data = data.length === 0 ? chunk : Buffer.concat([data, chunk]);
    let position = 0;
    for (let end = data.indexOf(newline); end >= 0; end = data.indexOf(newline, position)) {
      const { length, ...place } = headerOf(data.subarray(position, end));
      if (end + 1 + length > data.length) break;
      yield { ...place, text: data.subarray(end + 1, end + 1 + length) };
      position = end + 1 + length;
    }
    data = data.subarray(position);
  }
}

/** Written by `writeRun` a moment ago, so its form is known. */
function headerOf(line: Uint8Array): Header {
  return JSON.parse(Buffer.from(line).toString('utf8')) as Header;
}
