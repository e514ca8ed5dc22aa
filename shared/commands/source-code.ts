// Compilers, and commands that compile a source and run it at once: `go run main.go`, `java Main.java`, `tcc -run main.c`.
// SPDX-License-Identifier: Apache-2.0
import type { Command } from './command.ts';

type Call = Pick<Command, 'program' | 'arguments'>;

const compilers =
  /^(?:g?cc|[gc]\+\+|clang(?:\+\+)?|tcc|rustc|ld|as|nasm|javac|gdc|ghc|nim|go|zig|crystal|dart|swift|swiftc|kotlinc)(?:-[\d.]+)?$/;
const runners = /^(?:go|java|kotlin|scala|swift|crystal|nim|zig|dart|dotnet|tcc)$/;
const source = /\.(?:go|java|kts?|scala|swift|cr|nim|zig|dart|cs|c|rs)$/i;

export function isCompiler(program: string): boolean {
  return compilers.test(program);
}

/** Places among the words of the source files that the command runs; a compiled program stands there as `gcc -run x`. */
export function sourcesRun({ program, arguments: words }: Call): readonly number[] {
  const places = (test: (word: string) => boolean) =>
    words.flatMap((word, index) => (index > 0 && test(word) ? [index] : []));
  if (words[0] === '-run' && isCompiler(program)) return places((word) => !word.startsWith('-'));
  if (!runners.test(program)) return [];
  // `java Main.java`, `swift main.swift`: what is no option and no class.
  if (/^(?:java|swift|kotlin|scala)$/.test(program)) {
    const first = words.findIndex((word) => source.test(word));
    return first < 0 || words.slice(0, first).some((word) => !word.startsWith('-')) ? [] : [first];
  }
  return /^(?:run|r|-run)$/.test(words[0] ?? '') ? places((word) => source.test(word)) : [];
}

/** What such a command is given to run stands behind its words, as `-c CODE` does behind those of an interpreter. */
export function holdsSource({ program, arguments: words }: Call): boolean {
  return words.at(-2) === '-c' && (isCompiler(program) || runners.test(program));
}
