// Why an input is not read, and what to do: errors of the file system and refusals in words.
// SPDX-License-Identifier: Apache-2.0
import type { Problem } from './problem.ts';

const reasons: Readonly<Record<string, readonly [string, string]>> = {
  ENOENT: ['no such file or folder', 'check the path'],
  EACCES: ['may not be read', 'check its permissions'],
  ELOOP: ['is a symbolic link that leads back to itself', 'name the real file'],
  EISDIR: ['is a folder', 'name a file'],
  DEVICE: ['is a device, which may never end', 'name a file, or - for standard input'],
  SOCKET: ['is a socket', 'name a file, or - for standard input'],
  'NO-WRITER': ['is a pipe that nobody writes to', 'start its writer first, or name a file'],
  ENDLESS: ['has no record in 256 MB', 'give JSON: CloudTrail, EventBridge or audit events'],
  'TOO-LARGE': ['is larger than 512 MB, as it is or unpacked', 'split it'],
  'CORRUPT-GZIP': ['is damaged gzip', 'fetch it again'],
};

export function unreadable(file: string, error: unknown): Problem {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
  const [message, remedy] = reasons[code] ?? [
    error instanceof Error ? error.message : String(error),
    'check the file',
  ];
  return { file, line: null, column: null, index: null, code: 'unreadable-file', message, remedy };
}
