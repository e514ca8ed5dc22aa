// Programs that bring text or files from elsewhere, or turn unreadable text back: which they are, and what they write.
// SPDX-License-Identifier: Apache-2.0
import type { Command } from './command.ts';
import { checkout } from './folders.ts';
import type { Value } from './value.ts';

type Call = Pick<Command, 'program' | 'arguments'> & Partial<Pick<Command, 'wrappers'>>;

const downloaders: ReadonlySet<string> = new Set(
  'bitsadmin curl wget wget2 aria2c axel lwp-download lynx http https xh fetch iwr irm invoke-webrequest invoke-restmethod gsutil rclone start-bitstransfer ftp ftpget tftp lftp'.split(
    ' ',
  ),
);

export function isDownload({ program, arguments: words, wrappers = [] }: Call): boolean {
  if (program === 'aws') return words.includes('s3') && words.some((word) => word.startsWith('s3://'));
  if (program === 'gcloud') return words[0] === 'storage' && words.some((word) => word.startsWith('gs://'));
  if (program === 'new-object') return words.some((word) => /webclient/i.test(word));
  if (program === 'certutil') return words.some((word) => /^[-/]urlcache$/i.test(word));
  if (program === 'oras') return words[0] === 'pull';
  if (program === 'gh') return words[0] === 'release' && words[1] === 'download';
  if (program === 'az') return words[0] === 'storage' && words.includes('download');
  if (copiers.has(program)) return remoteIn(words) !== null;
  if (checkout({ program, arguments: words }) !== null) return true;
  if (!downloaders.has(program)) return false;
  // xargs gives it the addresses that it reads.
  return wrappers.includes('xargs') || !words.every((word) => /^(?:--version|-V|--help|-h)$/.test(word));
}

const copiers: ReadonlySet<string> = new Set(['scp', 'rsync', 'sftp']);

/** `user@host:/path`, `rsync://host/path`, where it is copied from: not as the last word, to which it is copied. */
function remoteIn(words: readonly string[]): string | null {
  const places = words.filter((word) => !word.startsWith('-')).slice(0, -1);
  return (
    places.find((word) =>
      /^[\w.-]+@[\w.-]+:|^[\w.-]{2,}:(?!\\)|^[\w.-]+::|^(?:rsync|scp|sftp):\/\//.test(word),
    ) ?? null
  );
}

/** Turns unreadable text back into what it stood for. */
export function isDecoder({ program, arguments: words }: Call): boolean {
  if (program === 'base64' || program === 'base32' || program === 'basenc') {
    return words.some((word) => /^(?:-[a-ce-z]*(?:d[a-z]*(?:D[a-z]*)?|D[a-z]*)|--decode)$/.test(word));
  }
  if (program === 'openssl')
    return words.some((word) => /^(?:base64|enc)$/.test(word)) && words.includes('-d');
  // Letters written as numbers: `printf '\\x63\\x75'`.
  if (program === 'printf' || program === 'echo')
    return words.some((word) => /(?:\\x[0-9a-f]{2}|\\0?[0-7]{3}){2}/i.test(word));
  return program === 'xxd' && words.some((word) => /^-[a-z]*r/.test(word));
}

/** What speaks to a remote host by standard input and output. */
export function isConnection({ program, arguments: words }: Call): boolean {
  if (/^(?:nc|ncat|netcat|nc\.traditional|nc\.openbsd)$/.test(program))
    return !words.some((word) => /^-[a-zA-Z]*z/.test(word));
  if (program === 'openssl') return words[0] === 's_client' || words[0] === 's_server';
  if (program === 'socat')
    return words.some((word) => /^(?:TCP|OPENSSL|SSL|UDP|SCTP)[\d-]*[:A-Z]/i.test(word));
  return program === 'telnet' || program === 'pwncat' || program === 'gnutls-cli' || program === 'websocat';
}

/** Files a download writes, as they are named; empty where it writes none. */
export function filesNamed({ program, arguments: given }: Call): readonly string[] {
  // `lftp -c 'get https://… -o run.sh'`: its commands stand in one word.
  const words = program === 'lftp' ? given.flatMap((word) => word.split(/[\s;]+/)) : given;
  const last = words.at(-1) ?? '';
  const address = words.findLast((word) => /^[a-z0-9]{1,10}:\/\//i.test(word)) ?? last;
  if (/^(?:aws|gsutil|gcloud|certutil|bitsadmin|lwp-download)$/.test(program)) return [address, last];
  // `host:run.sh`: the file is what follows the colons.
  if (copiers.has(program)) return [(remoteIn(words) ?? '').replace(/^.*:/s, ''), last];
  if (program === 'rclone')
    return [(words.find((word) => /^[\w.-]+:/.test(word)) ?? '').replace(/^.*:/s, ''), last];
  if (program === 'start-bitstransfer') return [address, last];
  if (program === 'ftpget') return operandsOf(words, /^-[upP]$/).slice(1);
  if (program === 'tftp') return filesOfTftp(words);
  const option = /^wget2?$/.test(program)
    ? /^(?:-[a-zA-NP-Z]*O|--output-document)(?:=?(.+))?$/
    : // `-o/tmp/x`, `-sSLo /tmp/x`: what follows the `o` of a cluster is the file.
      /^(?:-[fsSLkgjJRviN#46]*o|--output|--out|-file|-[Oo]ut[Ff]ile|-f)(?:=?(.+))?$/;
  const named = words.flatMap((word, index) => {
    const match = option.exec(word);
    return match === null ? [] : [match[1] ?? words[index + 1] ?? ''];
  });
  const byAddress =
    program === 'curl'
      ? words.some((word) => /^(?:-[a-zA-Z]*O|--remote-name)/.test(word))
      : /^(?:wget2?|aria2c|axel|fetch)$/.test(program);
  return named.length === 0 && byAddress ? [address] : named;
}

function operandsOf(words: readonly string[], takesValue: RegExp): readonly string[] {
  return words.filter((word, index) => !word.startsWith('-') && !takesValue.test(words[index - 1] ?? ''));
}

/** BusyBox: `tftp -g -r remote -l local host`; tftp-hpa: `tftp host -c get remote local`. */
function filesOfTftp(words: readonly string[]): readonly string[] {
  const get = words.indexOf('get');
  const named = words.filter((_, index) => /^-[lr]$/.test(words[index - 1] ?? ''));
  return [...named, ...(get < 0 ? [] : words.slice(get + 1, get + 3))];
}

/** Files that a client is told to bring by what it reads: `printf 'get x /tmp/x\\n' | ftp -n host`. */
export function filesAsked({ program }: Call, { text }: Value): readonly string[] {
  if (!/^(?:ftp|tftp|lftp|sftp)$/.test(program) || text === null) return [];
  return [
    ...text.matchAll(/^[ \t]{0,8}(?:get|recv|reget)[ \t]{1,8}(\S{1,400})(?:[ \t]{1,8}(\S{1,400}))?/gm),
  ].flatMap(([, remote = '', local]) => [remote, ...(local === undefined ? [] : [local])]);
}
