// A path whose list places are named by what stands there, so that it survives a list that is put into another order.
// SPDX-License-Identifier: Apache-2.0
import { isObject, type Json, type JsonObject, stringOf } from '../../model/json.ts';
import { forShowing, redactedText } from '../../secrets/redact.ts';

/** What stands for a place in a list whose element has no name of its own. */
export const unnamedPlace = '[*]';

// What elements of lists call themselves: containers, variables, volumes, statements, tags, resources of a plan.
const names = ['address', 'name', 'Name', 'Sid', 'sid', 'key', 'Key', 'id', 'Id', 'family', 'Family'];
const longestKeyInParts = 12;
const longestName = 200;

/** `containerDefinitions[0].privileged` as `containerDefinitions[web].privileged`; credentials in a name are taken out. */
export function namedPath(root: Json, path: string): string {
  let value: Json | undefined = root;
  let rest = path;
  let written = '';
  while (rest !== '') {
    const step = stepOf(opened(value), rest);
    written += step.written;
    value = step.value;
    rest = step.rest;
  }
  return written;
}

interface Step {
  readonly value: Json | undefined;
  readonly written: string;
  readonly rest: string;
}

function stepOf(value: Json | undefined, path: string): Step {
  if (path.startsWith('[')) return itemStep(value, path);
  const dot = path.startsWith('.') ? '.' : '';
  return keyStep(value, path.slice(dot.length), dot);
}

function itemStep(value: Json | undefined, path: string): Step {
  const end = path.indexOf(']') < 0 ? path.length : path.indexOf(']') + 1;
  const item = Array.isArray(value) ? value[Number(path.slice(1, end - 1))] : undefined;
  return { value: item, written: placeOf(item), rest: path.slice(end) };
}

function placeOf(item: Json | undefined): string {
  const name = isObject(item) ? nameOf(item) : null;
  return name === null ? unnamedPlace : `[${redactedText(null, name, forShowing).slice(0, longestName)}]`;
}

function nameOf(item: JsonObject): string | null {
  const own = names.map((key) => stringOf(item[key])).find((name) => name !== null && name !== '');
  if (own !== undefined) return own;
  const { kind, metadata } = item;
  if (!isObject(metadata)) return null;
  const parts = [kind, metadata.namespace, metadata.name ?? metadata.generateName];
  return parts.map((part) => stringOf(part ?? null) ?? '').join('/');
}

/** Keys may hold dots themselves; where no key is written so, it may begin with a capital (`Privileged` of CloudFormation). */
function keyStep(value: Json | undefined, path: string, dot: string): Step {
  let end = boundary(path, 0);
  const first = end;
  for (let parts = 0; isObject(value) && parts < longestKeyInParts; parts++) {
    const key = path.slice(0, end);
    const capital = key.charAt(0).toUpperCase() + key.slice(1);
    const found = Object.hasOwn(value, key) ? value[key] : value[capital];
    if (found !== undefined) return { value: found, written: dot + key, rest: path.slice(end) };
    if (end === path.length) break;
    end = boundary(path, end + 1);
  }
  return { value: undefined, written: dot + path.slice(0, first), rest: path.slice(first) };
}

function boundary(path: string, from: number): number {
  for (let at = from; at < path.length; at++) if (path[at] === '.' || path[at] === '[') return at;
  return path.length;
}

/** Terraform and some APIs write JSON within a text. */
function opened(value: Json | undefined): Json | undefined {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    const inner: Json = JSON.parse(value);
    return inner;
  } catch {
    return value;
  }
}
