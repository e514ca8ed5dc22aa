// Where a result goes: stdout or a file; waits for a slow reader, and takes its going away calmly.

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { EnvironmentFailure } from './exit.ts';

export interface Output {
  /** True for a terminal, which has a width and colours. */
  readonly terminal: boolean;
  /** Columns of the terminal; null: nothing is ever cut. */
  readonly columns: number | null;
  write(text: string): Promise<void>;
  close(): Promise<void>;
}

export function openOutput(file: string | undefined): Output {
  return file === undefined ? standardOutput() : fileOutput(file);
}

function standardOutput(): Output {
  const { stdout } = process;
  let gone = false;
  // A reader such as `head` that has seen enough closes the pipe: no error of ours.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    gone = error.code === 'EPIPE';
    if (!gone) throw error;
  });
  return {
    terminal: stdout.isTTY === true,
    columns: stdout.isTTY === true ? stdout.columns : null,
    async write(text) {
      if (!gone) await flowing(stdout, text);
    },
    async close() {},
  };
}

function fileOutput(file: string): Output {
  const stream = createWriteStream(file);
  const failed = new Promise<never>((_, reject) => {
    stream.on('error', (error) =>
      reject(new EnvironmentFailure(`${file}: cannot be written: ${error.message}`)),
    );
  });
  failed.catch(() => {});
  return {
    terminal: false,
    columns: null,
    write: (text) => Promise.race([flowing(stream, text), failed]),
    async close() {
      stream.end();
      await Promise.race([once(stream, 'finish'), failed]);
    },
  };
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
