// Takes secrets out of what the journal keeps: readers learn that there was one, and of what kind. Pure.
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import { secretsInArguments } from '../text/secret-arguments.ts';
import { findSecret } from '../text/secrets.ts';

const mark = (kind: string) => `(redacted: ${kind})`;

const deepest = 40;
const longest = 16 * 1024;

/** The same object, with every string that holds a credential replaced by `(redacted: <kind>)`. */
export function redacted(value: JsonObject): JsonObject {
  return objectWithout(value, 0);
}

function objectWithout(value: JsonObject, depth: number): JsonObject {
  const entries = Object.entries(value).flatMap(([key, child]) =>
    child === undefined ? [] : [[key, without(child, keyOf(value, key), depth + 1)] as const],
  );
  return Object.fromEntries(entries);
}

/** `{ name: 'DB_PASSWORD', value: '…' }`, as ECS and Kubernetes write variables: the name stands beside the value. */
function keyOf(object: JsonObject, key: string): string {
  const named = Object.hasOwn(object, 'name') ? object.name : undefined;
  return key === 'value' && typeof named === 'string' ? named : key;
}

function without(value: Json, name: string | null, depth: number): Json {
  if (depth > deepest) return '(nested too deep)';
  if (typeof value === 'string') return textWithout(value, name);
  if (Array.isArray(value)) return listWithout(value, name, depth);
  return isObject(value) ? objectWithout(value, depth) : value;
}

/** Words of a command belong together: `["--password", "…"]` names the second by the first. */
function listWithout(list: readonly Json[], name: string | null, depth: number): Json[] {
  const words = list.map((item) => (typeof item === 'string' ? item : ''));
  const kinds = new Map(secretsInArguments(words).map(({ index, kind }) => [index, kind]));
  return list.map((item, index) => {
    const kind = kinds.get(index);
    return kind === undefined ? without(item, name, depth + 1) : mark(kind);
  });
}

// IAM User Guide, "IAM identifiers": which key it is, as every list of keys shows it. Nobody gets in by it.
const accessKeyId = /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/g;

function textWithout(text: string, name: string | null): string {
  // People must see which key they are asked about.
  const secret = findSecret(name, text.replace(accessKeyId, 'an access key'));
  if (secret !== null) return mark(secret.kind);
  return text.length > longest ? `${text.slice(0, longest)}… (${text.length} characters)` : text;
}
