// Programs that give what they read in another form: those that read files by name, and the files they write beside what they print.
// SPDX-License-Identifier: Apache-2.0
import type { Command } from './command.ts';

type Call = Pick<Command, 'program' | 'arguments'>;

const filters: ReadonlySet<string> = new Set(
  (
    'awk gawk mawk nawk head sed sort tail tr jq yq cut envsubst grep egrep fgrep paste rev tac uniq iconv dos2unix ' +
    'zcat xzcat bzcat lzcat zstdcat lz4cat base64 base32 basenc openssl xxd gpg gpg2 uudecode'
  ).split(' '),
);
/** In place: `a.gz` becomes `a`. */
const decompressors =
  /^(?:gunzip|gzip|unxz|xz|unlzma|lzma|bunzip2|bzip2|unzstd|zstd|unlz4|lz4|unbrotli|brotli|uncompress|lzip|lzop)$/;
const compressed = /\.(?:gz|z|xz|lzma|bz2|zst|lz4|br|lz|lzo)$/i;

export function readsFiles(program: string): boolean {
  return filters.has(program) || decompressors.test(program);
}

/** Files that the command writes what it read to, in another form. */
export function reshaped({ program, arguments: words }: Call): readonly string[] {
  if (!readsFiles(program)) return [];
  const named = words.flatMap((word, index) =>
    outputOption(program).test(word) ? (words[index + 1] ?? []) : [],
  );
  if (named.length > 0) return named;
  if (decompressors.test(program))
    return words.filter((word) => compressed.test(word)).map((word) => word.replace(compressed, ''));
  // xxd(1): `xxd -r -p infile outfile`.
  const operands = words.filter((word) => !word.startsWith('-'));
  return program === 'xxd' ? operands.slice(1, 2) : [];
}

function outputOption(program: string): RegExp {
  return program === 'openssl' ? /^-out$/ : /^(?:-o|--output(?:-file)?)$/;
}
