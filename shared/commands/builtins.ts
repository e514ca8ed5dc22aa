// What the shell's own words and the small tools beside it print and change: `echo`, `read`, `cd`, `mv`, `mkfifo`.
// SPDX-License-Identifier: Apache-2.0
import type { Command } from './command.ts';
import { isDecoder } from './downloads.ts';
import { spaced } from './fields.ts';
import type { Opened } from './redirects.ts';
import { nameAlias, renameProgram } from './renamed.ts';
import type { Call } from './run.ts';
import { reversed, translated } from './text-tools.ts';
import {
  type Field,
  from,
  joinedValues,
  known,
  nothing,
  originsOf,
  plainField,
  type Value,
} from './value.ts';
import { baseName, fileAt, folderOrigin, resolved, type World, writeFile } from './world.ts';

interface Effect {
  readonly command: Command;
  /** Its arguments. */
  readonly words: readonly Field[];
  readonly call: Call;
  readonly world: World;
}

type Builtin = (effect: Effect) => Value;

const silent = known('');

const cat: Builtin = ({ words, call, world }) => {
  const named = words.filter(({ text }) => !/^-./.test(text));
  if (named.length === 0) return call.input;
  return joinedValues(
    named.map(({ text, content }) =>
      text === '-' ? call.input : (content ?? fileAt(world, text) ?? nothing),
    ),
  );
};

const tee: Builtin = ({ words, call, world }) => {
  for (const { text } of words) {
    const append = words.some((word) => /^(?:-a|--append)$/.test(word.text));
    if (!text.startsWith('-')) writeFile(world, text, call.input, append);
  }
  return call.input;
};

const echo: Builtin = ({ command, words }) => {
  const said = words.filter(({ text }, index) => index > 2 || !/^-[neE]{1,3}$/.test(text));
  const { code, origins } = spaced(said);
  const coded = isDecoder(command) ? from('encoded', command.program).origins : [];
  return known(`${escaped(code)}\n`, [...origins, ...coded]);
};

/** `%s` in the order of the words; what is left is printed by the same form again. */
const printf: Builtin = ({ command, words }) => {
  const [form, ...rest] = words.filter(({ text }) => text !== '--');
  if (form === undefined) return silent;
  const coded = isDecoder(command) ? from('encoded', command.program).origins : [];
  const values = rest.map(({ code }) => code);
  const parts = form.code.split(/%[sbq]/);
  const once = parts.length - 1;
  let text = '';
  for (let at = 0; at === 0 || (once > 0 && at < values.length && at < 1000); at += Math.max(once, 1))
    text += parts.map((part, index) => (index < once ? part + (values[at + index] ?? '') : part)).join('');
  return known(escaped(text), [...originsOf(words), ...coded]);
};

function escaped(text: string): string {
  return text
    .replace(/\\x([0-9a-fA-F]{2})|\\0?([0-7]{3})/g, (_, hex?: string, octal?: string) =>
      String.fromCharCode(Number.parseInt(hex ?? octal ?? '0', hex === undefined ? 8 : 16)),
    )
    .replaceAll('\\n', '\n');
}

const read: Builtin = ({ words, call, world }) => {
  const { text, origins } = call.input;
  for (const { text: name } of words)
    if (/^[A-Za-z_]\w{0,100}$/.test(name)) {
      const line = text?.split('\n', 1)[0];
      if (line !== undefined) world.variables.set(name, [{ ...plainField(line), origins }]);
      else if (origins.length > 0)
        world.variables.set(name, [{ text: `$${name}`, code: `\${${name}}`, origins, content: null }]);
      else world.variables.delete(name);
    }
  return silent;
};

/** `export A=x`; what `declare A=(a b)` sets was taken as an assignment already. */
const declare: Builtin = ({ words, world }) => {
  for (const { text, code, origins } of words) {
    const [written = '', name] = /^([A-Za-z_]\w{0,100})=/.exec(text) ?? [];
    if (name !== undefined)
      world.variables.set(name, [
        { text: text.slice(written.length), code: code.slice(written.length), origins, content: null },
      ]);
  }
  return silent;
};

const set: Builtin = ({ words, world }) => {
  const dashes = words.findIndex(({ text }) => text === '--');
  if (dashes >= 0) world.positional = words.slice(dashes + 1);
  else if (words.length > 0 && !/^[-+]/.test(words[0]?.text ?? '-')) world.positional = words;
  return silent;
};

const shift: Builtin = ({ words, world }) => {
  const count = Number(words[0]?.text ?? 1);
  world.positional = world.positional?.slice(Number.isInteger(count) ? count : 1) ?? null;
  return silent;
};

const cd: Builtin = ({ words, world }) => {
  const target = words.find(({ text }) => !text.startsWith('-'))?.text;
  if (target !== undefined) world.here = resolved(world, target);
  return silent;
};

/** `exec 5<>/dev/tcp/host/port` keeps what it opens. */
const exec: Builtin = ({ call, world }) => {
  for (const redirect of call.redirects) {
    const { operator, descriptor } = redirect;
    const value = openedBy(redirect, world);
    if (value !== null) world.descriptors.set(descriptor ?? (operator.startsWith('<') ? '0' : '1'), value);
  }
  return silent;
};

function openedBy({ operator, target, field }: Opened, world: World): Value | null {
  if (/^\/dev\/(?:tcp|udp)\//.test(target)) return from('connection', 'the shell');
  if (operator.endsWith('&')) return world.descriptors.get(target) ?? null;
  return operator === '<' ? (field.content ?? fileAt(world, target)) : null;
}

/** `mv a b`, `cp a b`, `ln -s a b`, `install a b`: another name for the same, or for the folder. */
const copy: Builtin = ({ words, call, world }) => {
  const [source, target] = words
    .map(({ text }) => text)
    .filter((text) => !text.startsWith('-'))
    .slice(-2);
  if (source === undefined || target === undefined) return silent;
  const file = inputNamed(source, call, world);
  if (file !== null)
    for (const name of [target, `${target}/${baseName(source)}`]) writeFile(world, name, file);
  else renameProgram(world, source, target);
  const folder = folderOrigin(world, source);
  if (folder !== null && file === null) {
    writeFile(world, target, { text: null, origins: [folder] });
    world.folders.set(resolved(world, target), folder);
  }
  return silent;
};

/** Aliases are read in scripts too by sh of Debian and Alpine; bash wants `expand_aliases`. */
const alias: Builtin = ({ words, world }) => {
  for (const { text } of words) {
    const [written = '', name] = /^([\w.+-]{1,80})=/.exec(text) ?? [];
    if (name !== undefined) nameAlias(world, name, text.slice(written.length));
  }
  return silent;
};

/** `dd of=FILE`, `dd if=FILE`: dd(1). */
const dd: Builtin = ({ words, call, world }) => {
  const named = (key: string) => words.find(({ text }) => text.startsWith(key))?.text.slice(key.length);
  const [source, target] = [named('if='), named('of=')];
  const value = source === undefined ? call.input : inputNamed(source, call, world);
  if (target === undefined) return value ?? nothing;
  if (value !== null) writeFile(world, target, value);
  return silent;
};

function inputNamed(name: string, call: Call, world: World): Value | null {
  return /^\/(?:dev\/stdin|dev\/fd\/0|proc\/self\/fd\/0)$/.test(name) ? call.input : fileAt(world, name);
}

const mkfifo: Builtin = ({ words, world }) => {
  for (const { text } of words) if (!text.startsWith('-')) world.pipes.add(baseName(text));
  return silent;
};

/** `$(which sshd)`, `$(command -v sshd)`, `$(type -p sshd)`. */
const which: Builtin = ({ command, words }) => {
  const asks = command.program === 'which' || /^-[vVpP]$/.test(words[0]?.text ?? '');
  const name = words.find(({ text }) => !text.startsWith('-'));
  return asks && name !== undefined ? known(`${name.code}\n`) : nothing;
};

/** zsh: opens a connection and names its descriptor in `REPLY` (zshtcpsys(1)). */
const ztcp: Builtin = ({ world }) => {
  world.descriptors.set('$REPLY', from('connection', 'ztcp'));
  world.variables.set('REPLY', [plainField('$REPLY')]);
  return silent;
};

export const builtins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ['cat', cat],
  ['tee', tee],
  ['echo', echo],
  ['printf', printf],
  ['read', read],
  ['mapfile', read],
  ['readarray', read],
  ['export', declare],
  ['declare', declare],
  ['typeset', declare],
  ['local', declare],
  ['readonly', declare],
  ['set', set],
  ['shift', shift],
  ['cd', cd],
  ['pushd', cd],
  ['set-location', cd],
  ['exec', exec],
  ['mv', copy],
  ['cp', copy],
  ['ln', copy],
  ['install', copy],
  ['move-item', copy],
  ['copy-item', copy],
  ['dd', dd],
  ['rev', ({ call }) => reversed(call.input)],
  [
    'tr',
    ({ words, call }) =>
      translated(
        words.map(({ text }) => text),
        call.input,
      ),
  ],
  ['alias', alias],
  ['sponge', tee],
  ['mkfifo', mkfifo],
  ['mknod', mkfifo],
  ['which', which],
  ['command', which],
  ['type', which],
  ['ztcp', ztcp],
  [':', () => silent],
  ['true', () => silent],
]);
