// Follows redirects: what a command reads as its input, and where its output goes.
// SPDX-License-Identifier: Apache-2.0
import type { CommandRedirect } from './command.ts';
import { type Expanding, expandWhole } from './expand.ts';
import type { Redirect } from './nodes.ts';
import { type Field, from, known, nothing, type Value } from './value.ts';
import { fileAt, type World, writeFile } from './world.ts';

/** A redirect, expanded. */
export interface Opened extends CommandRedirect {
  readonly field: Field;
}

/** The redirects of a command or group, their targets expanded. */
export function redirectsOf(redirects: readonly Redirect[], expanding: Expanding): readonly Opened[] {
  return redirects.map(({ operator, descriptor, target }) => {
    const field = expandWhole(target, expanding);
    return { operator, descriptor, target: field.text, field };
  });
}

const device = /^\/dev\/(?:tcp|udp)\//;

/** What standard input reads as. */
export function inputOf(world: World, redirects: readonly Opened[], input: Value): Value {
  // What `exec` opened counts where nothing else is given to read.
  let result = input === nothing ? (world.descriptors.get('0') ?? nothing) : input;
  for (const one of redirects) {
    if (one.descriptor !== null && one.descriptor !== '0') continue;
    if (/^<|^>&$/.test(one.operator) && (one.operator !== '>&' || one.descriptor === '0'))
      result = readBy(world, one);
  }
  return result;
}

function readBy(world: World, { operator, target, field }: Opened): Value {
  if (operator.startsWith('<<')) return { text: `${field.code}\n`, origins: field.origins };
  if (operator.endsWith('&')) return world.descriptors.get(target) ?? nothing;
  if (device.test(target)) return from('connection', 'the shell');
  return field.content ?? fileAt(world, target) ?? nothing;
}

/** Where the output goes: into a file, or on to whoever reads it. */
export function written(world: World, output: Value, redirects: readonly Opened[]): Value {
  let rest = output;
  for (const { operator, descriptor, target } of redirects) {
    if (!/^&?>/.test(operator) || (descriptor !== null && descriptor !== '1')) continue;
    if (operator === '>&' && /^[\d-]+$/.test(target)) continue;
    writeFile(world, target, output, operator.endsWith('>>'));
    rest = known('');
  }
  return rest;
}
