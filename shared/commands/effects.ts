// What a program prints and what it leaves behind, as far as that can be known without running it.
// SPDX-License-Identifier: Apache-2.0
import { builtins } from './builtins.ts';
import type { Command } from './command.ts';
import { filesAsked, filesNamed, isConnection, isDecoder, isDownload } from './downloads.ts';
import { checkout, unpacking } from './folders.ts';
import { readsFiles, reshaped } from './reshaping.ts';
import type { Call } from './run.ts';
import { isCompiler, sourcesRun } from './source-code.ts';
import { type Field, from, joinedValues, originsOf, plainField, type Value } from './value.ts';
import { fileAt, resolved, type World, writeFile } from './world.ts';

/** Changes the world as the command would, and gives what it prints. */
export function effectOf(command: Command, fields: readonly Field[], call: Call, world: World): Value {
  const words = fields.slice(1);
  const builtin = builtins.get(command.program);
  if (builtin !== undefined) return builtin({ command, words, call, world });
  const read = filesRead(command, words, world);
  const given = read.length > 0 ? joinedValues(read) : call.input;
  const source = sourceOf(command, given);
  unpack(command, call.input, world);
  compile(command, words, world);
  const printed = source ?? { text: null, origins: originsOf([call.input, ...read]) };
  if (printed.origins.length > 0)
    for (const file of reshaped(command)) writeFile(world, file, { ...printed, text: null });
  if (source === null) return printed;
  bring(command, source, call.input, world);
  if (command.wrappers.includes('coproc')) openCoprocess(source, world);
  return source;
}

/** bash(1), "Coprocesses": the array `COPROC` holds the descriptors that read from it and write to it. */
function openCoprocess(source: Value, world: World): void {
  world.descriptors.set('$COPROC', source);
  world.variables.set('COPROC', [plainField('$COPROC')]);
}

function sourceOf(command: Command, input: Value): Value | null {
  if (isDownload(command)) return from('download', command.program);
  if (isDecoder(command)) {
    const earlier = originsOf([input]).filter(({ kind }) => kind !== 'environment');
    const decoder: Value = from('encoded', command.program);
    const before = earlier.some(({ kind }) => kind === 'download') ? earlier : [];
    return { text: decodedText(command, input), origins: [...before, ...decoder.origins] };
  }
  return isConnection(command) ? from('connection', command.program) : null;
}

/** What base64 stands for, where that is text. */
function decodedText({ program }: Command, input: Value): string | null {
  if (program !== 'base64' || input.text === null) return null;
  const text = Buffer.from(input.text.slice(0, 20_000), 'base64').toString();
  return /^[\t\n\r\x20-\x7e]+$/.test(text) ? text : null;
}

function bring(command: Command, source: Value, input: Value, world: World): void {
  const folder = checkout(command);
  const [origin] = source.origins;
  if (origin === undefined || origin.kind === 'connection') return;
  if (folder !== null && /^(?:git|hg|svn|oras)$/.test(command.program))
    world.folders.set(resolved(world, folder), origin);
  else if (isDownload(command)) {
    for (const file of [...filesNamed(command), ...filesAsked(command, input)])
      writeFile(world, file, { text: null, origins: source.origins });
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
function compile({ program, arguments: given }: Command, words: readonly Field[], world: World): void {
  if (!isCompiler(program) || sourcesRun({ program, arguments: given }).length > 0) return;
  const sources = words.flatMap(({ text }) => fileAt(world, text) ?? []);
  if (sources.length === 0) return;
  const { text, origins } = joinedValues(sources);
  const at = words.findIndex(({ text: word }) => word === '-o');
  const named =
    at < 0 ? words.find(({ text: word }) => fileAt(world, word) !== null)?.text : words[at + 1]?.text;
  const made = { text: text === null ? null : `#!${program} -run\n${text}`, origins };
  const plain = (named ?? '').replace(/\.\w+$/, '');
  for (const file of ['a.out', plain]) writeFile(world, file, made);
}

/** Filters hand on what they are given to read: by standard input, or by name. */
function filesRead({ program }: Command, words: readonly Field[], world: World): readonly Value[] {
  if (!readsFiles(program)) return [];
  return words.flatMap(({ text, content }) => content ?? fileAt(world, text) ?? []);
}
