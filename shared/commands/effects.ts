// What a program prints and what it leaves behind, as far as that can be known without running it.
// SPDX-License-Identifier: Apache-2.0
import { builtins } from './builtins.ts';
import type { Command } from './command.ts';
import { filesNamed, isConnection, isDecoder, isDownload } from './downloads.ts';
import { checkout, unpacking } from './folders.ts';
import type { Call } from './run.ts';
import { type Field, from, originsOf, plainField, type Value } from './value.ts';
import { fileAt, resolved, type World, writeFile } from './world.ts';

/** Changes the world as the command would, and gives what it prints. */
export function effectOf(command: Command, fields: readonly Field[], call: Call, world: World): Value {
  const words = fields.slice(1);
  const builtin = builtins.get(command.program);
  if (builtin !== undefined) return builtin({ command, words, call, world });
  const source = sourceOf(command, words, call.input);
  unpack(command, call.input, world);
  compile(command, words, world);
  if (source === null)
    return { text: null, origins: originsOf([call.input, ...filesRead(command, words, world)]) };
  bring(command, source, world);
  if (command.wrappers.includes('coproc')) openCoprocess(source, world);
  return source;
}

/** bash(1), "Coprocesses": the array `COPROC` holds the descriptors that read from it and write to it. */
function openCoprocess(source: Value, world: World): void {
  world.descriptors.set('$COPROC', source);
  world.variables.set('COPROC', [plainField('$COPROC')]);
}

function sourceOf(command: Command, words: readonly Field[], input: Value): Value | null {
  if (isDownload(command)) return from('download', command.program);
  if (isDecoder(command)) {
    const earlier = originsOf([input]).filter(({ kind }) => kind !== 'environment');
    const decoder: Value = from('encoded', command.program);
    const before = earlier.some(({ kind }) => kind === 'download') ? earlier : [];
    return { text: decodedText(command, words, input), origins: [...before, ...decoder.origins] };
  }
  return isConnection(command) ? from('connection', command.program) : null;
}

/** What base64 stands for, where that is text. */
function decodedText({ program }: Command, words: readonly Field[], input: Value): string | null {
  if (program !== 'base64' || input.text === null || words.some(({ text }) => !text.startsWith('-')))
    return null;
  const text = Buffer.from(input.text.slice(0, 20_000), 'base64').toString();
  return /^[\t\n\r\x20-\x7e]+$/.test(text) ? text : null;
}

function bring(command: Command, source: Value, world: World): void {
  const folder = checkout(command);
  const [origin] = source.origins;
  if (origin === undefined || origin.kind === 'connection') return;
  if (folder !== null && /^(?:git|hg|svn|oras)$/.test(command.program))
    world.folders.set(resolved(world, folder), origin);
  else if (isDownload(command)) {
    for (const file of filesNamed(command)) writeFile(world, file, { text: null, origins: source.origins });
    const whole = command.arguments.some((word) =>
      /^(?:sync|--recursive|-r|-a[a-z]*|-[b-qs-z]*r[a-z]*)$/.test(word),
    );
    const last = command.arguments.at(-1) ?? '';
    if (whole && /^(?:aws|gsutil|gcloud|scp|rsync|rclone)$/.test(command.program) && !/^s3:|^gs:/.test(last))
      world.folders.set(resolved(world, last), origin);
  }
}

function unpack(command: Command, input: Value, world: World): void {
  const found = unpacking(command);
  if (found === null) return;
  const archive = found.archive === null ? input : fileAt(world, found.archive);
  const [origin] = archive?.origins ?? [];
  if (origin !== undefined) world.folders.set(resolved(world, found.folder ?? ''), origin);
}

/** `gcc -o run run.c`: the program is what its source was. */
function compile({ program }: Command, words: readonly Field[], world: World): void {
  if (!/^(?:g?cc|[gc]\+\+|clang(?:\+\+)?|tcc|rustc|ld|as|nasm|javac|gdc|ghc|nim)(?:-[\d.]+)?$/.test(program))
    return;
  const sources = words.flatMap(({ text }) => fileAt(world, text) ?? []);
  const [origin] = originsOf(sources);
  if (origin === undefined) return;
  const at = words.findIndex(({ text }) => text === '-o');
  const named = at < 0 ? words.find(({ text }) => fileAt(world, text) !== null)?.text : words[at + 1]?.text;
  for (const file of ['a.out', (named ?? '').replace(/\.\w+$/, ''), named ?? ''])
    writeFile(world, file, { text: null, origins: [origin] });
}

/** Filters hand on what they are given to read: by standard input, or by name. */
function filesRead({ program }: Command, words: readonly Field[], world: World): readonly Value[] {
  if (
    !/^(?:awk|gawk|gunzip|gzip|head|sed|sort|tail|tr|zcat|xzcat|bzcat|jq|yq|cut|envsubst|xz|bzip2)$/.test(
      program,
    )
  )
    return [];
  return words.flatMap(({ text, content }) => content ?? fileAt(world, text) ?? []);
}
