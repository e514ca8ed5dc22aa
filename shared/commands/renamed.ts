// Programs that run under another name: copies, links, aliases, and scripts that name their interpreter themselves.
// SPDX-License-Identifier: Apache-2.0
import { isLanguage } from './interpreters.ts';
import { packageManagers } from './package-managers.ts';
import { isCompiler } from './source-code.ts';
import { type Field, plainField } from './value.ts';
import { baseName, fileAt, type World } from './world.ts';
import { programName } from './wrappers.ts';

/** A name that programs are called by, of the search path or of a folder of programs. */
const ofProgram = /^(?:[\w.+-]{1,80}|(?:\/[\w.+-]{1,80}){0,8}\/s?bin\/[\w.+-]{1,80})$/;

/** `cp /usr/sbin/sshd /tmp/a`: whoever runs the copy runs the program. */
export function renameProgram(world: World, source: string, target: string): void {
  const name = targetName(source, target);
  const [program] = world.programs.get(baseName(source)) ?? [plainField(source)];
  if (program === undefined || !ofProgram.test(program.text) || name === programName(program.text)) return;
  world.programs.set(name, [program]);
}

/** Into a folder the copy goes under the name that it has. */
function targetName(source: string, target: string): string {
  return /\/$/.test(target) ? baseName(source) : baseName(target);
}

/** `alias a='apk add'`. */
export function nameAlias(world: World, name: string, text: string): void {
  const [first = '', ...words] = text.split(/\s+/).filter((word) => word !== '');
  if (/^[\w.+/-]{1,200}$/.test(first) && first !== name && words.length < 32)
    world.programs.set(name, [first, ...words].map(plainField));
}

/** The words under the name that the program really has: that of the original, or of the interpreter of a script. */
export function underItsName(fields: readonly Field[], world: World): readonly Field[] {
  const [first, ...rest] = fields;
  if (first === undefined) return fields;
  const named = world.programs.get(baseName(first.text));
  if (named !== undefined) return [...named, ...rest];
  const matched = programMatching(first.text);
  if (matched !== null) return [plainField(matched), ...rest];
  return [...interpreterOf(first, world), ...fields];
}

const shebang = /^#!\s{0,4}(\S{1,200})([^\n]{0,200})/;

/** The words of the first line of a script that is known; none where a shell would read it anyway. */
function interpreterOf({ text }: Field, world: World): readonly Field[] {
  const [, path = '', rest = ''] = shebang.exec(fileAt(world, text)?.text ?? '') ?? [];
  const words = [path, ...rest.split(/\s+/)].filter((word) => word !== '' && word !== '-S');
  const program = programName(words[0] ?? '') === 'env' ? words.slice(1) : words;
  const name = programName(program[0] ?? '');
  return isLanguage(name) || isCompiler(name) ? program.map(plainField) : [];
}

const programs: readonly string[] = [
  ...packageManagers.keys(),
  ...'bash curl dropbear nc ncat perl php python python3 ruby sh socat sshd telnetd wget'.split(' '),
];

/** `/usr/bin/ap?-get`, `/???/c*rl`: a path that the shell fills in. Of the programs that fit the first one counts. */
function programMatching(path: string): string | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (!path.startsWith('/') || !/[?*]/.test(name) || !/[a-z]/.test(name) || name.length > 40) return null;
  return programs.find((program) => fits(name, program)) ?? null;
}

/** glob(7), without sets. Names are short, so that trying each rest costs nothing. */
function fits(pattern: string, name: string): boolean {
  if (pattern === '') return name === '';
  if (pattern.startsWith('*')) {
    const rest = pattern.replace(/^\*+/, '');
    return Array.from({ length: name.length + 1 }, (_, at) => name.slice(at)).some((part) =>
      fits(rest, part),
    );
  }
  const same = pattern.charAt(0) === '?' ? name !== '' : pattern.charAt(0) === name.charAt(0);
  return same && fits(pattern.slice(1), name.slice(1));
}
