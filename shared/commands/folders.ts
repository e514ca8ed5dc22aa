// Programs that fill a folder from elsewhere: version control, and what unpacks archives.
// SPDX-License-Identifier: Apache-2.0
import type { Command } from './command.ts';

type Call = Pick<Command, 'program' | 'arguments'>;

/** Folder that a version control system fills or brings up to date, from the working directory on; null: it does neither. */
export function checkout({ program, arguments: words }: Call): string | null {
  // oras-pull(1): into the folder of `-o`, else into the working directory.
  if (program === 'oras') return words[0] === 'pull' ? (optionValue(words, /^(?:-o|--output)$/) ?? '') : null;
  if (!/^(?:git|hg|svn)$/.test(program)) return null;
  const within = program === 'git' && words.includes('-C') ? (words[words.indexOf('-C') + 1] ?? '') : '';
  const operands = words.filter(
    (word, index) => !word.startsWith('-') && !takesValue.test(words[index - 1] ?? ''),
  );
  const [verb = '', source = '', target] = operands;
  const brings = program === 'git' ? /^clone$/ : /^(?:clone|checkout|co|export)$/;
  if (brings.test(verb)) return [within, target ?? nameOf(source)].filter((part) => part !== '').join('/');
  const renews =
    program === 'git'
      ? verb === 'pull' || (verb === 'submodule' && source === 'update')
      : /^(?:pull|up|update)$/.test(verb);
  return renews ? within : null;
}

/** `https://host/group/name.git` is cloned into `name`. */
function nameOf(source: string): string {
  const parts = source.replace(/\.git\/?$/, '').split(/[/:]/);
  return parts.findLast((part) => part !== '') ?? '';
}

const takesValue =
  /^(?:-C|-c|-b|-o|-u|-r|--depth|--branch|--origin|--reference|--revision|--username|--password|--filter|--jobs|-j)$/;

export interface Unpacking {
  /** Null: the working directory. */
  readonly folder: string | null;
  /** Null: standard input. */
  readonly archive: string | null;
}

/** What is unpacked, and where to; null: nothing is. */
export function unpacking({ program, arguments: words }: Call): Unpacking | null {
  const [first = ''] = words;
  switch (program) {
    case 'tar':
    case 'bsdtar':
    case 'gtar':
      return byTar(words);
    case 'unzip':
      return {
        folder: optionValue(words, /^-d/),
        archive: words.find((word) => !word.startsWith('-')) ?? null,
      };
    case '7z':
    case '7za':
    case '7zr':
      return /^[ex]$/.test(first) ? { folder: optionValue(words, /^-o/), archive: words[1] ?? null } : null;
    case 'expand-archive':
      return {
        folder: optionValue(words, /^-DestinationPath$/i),
        archive: optionValue(words, /^-(?:Literal)?Path$/i) ?? first,
      };
    case 'cpio':
      return words.some((word) => /^-[a-z]*i/.test(word))
        ? { folder: optionValue(words, /^-D$/), archive: null }
        : null;
    default:
      return null;
  }
}

function byTar(words: readonly string[]): Unpacking | null {
  const extracts = words.some((word, index) =>
    index === 0
      ? /^-?[a-wyzA-Z]*x|^--extract$/.test(word)
      : /^(?:-[a-wyzA-Z]*x[a-zA-Z]*|--extract)$/.test(word),
  );
  if (!extracts) return null;
  const named = words.findIndex((word, index) =>
    index === 0 ? /^-?[a-zA-Z]*f$/.test(word) : /^(?:-[a-zA-Z]*f|--file)$/.test(word),
  );
  const archive = named < 0 ? null : (words[named + 1] ?? null);
  return { folder: optionValue(words, /^(?:-C|--directory)/), archive: archive === '-' ? null : archive };
}

/** `-C folder`, `-Cfolder`, `--directory=folder`. */
function optionValue(words: readonly string[], option: RegExp): string | null {
  const index = words.findIndex((word) => option.test(word));
  if (index < 0) return null;
  const joined = /^(?:--directory=|-[Cod](?=[./\w]))(.+)$/.exec(words[index] ?? '')?.[1];
  const letter = /^-[Cod]$|^-\w{3,}|^--/.test(words[index] ?? '');
  return letter && !/=/.test(words[index] ?? '')
    ? (words[index + 1] ?? null)
    : (joined ?? words[index + 1] ?? null);
}
