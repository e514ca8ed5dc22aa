// Takes credentials out of what AWS answered, before it is written down. Pure.
import { isObject, type Json, type JsonObject, stringOf } from '../model/json.ts';
import { redactedAs } from '../text/redacted.ts';
import { secretsInArguments } from '../text/secret-arguments.ts';
import { findSecret } from '../text/secrets.ts';

/** The same answer without credentials; in the place of each stands a mark that says which kind it was. */
export function redacted(answer: JsonObject): JsonObject {
  return redactedObject(answer);
}

// Pages are put together by these; they end with the conversation, and look as random as any credential.
const paging = /^(?:next)?(?:token|marker)$/i;

function redactedObject(value: JsonObject): JsonObject {
  const entries = Object.entries(value).map(([key, child]): [string, Json] => [
    key,
    inField(value, key, child ?? null),
  ]);
  return Object.fromEntries(entries);
}

/** `{"name": "DB_PASSWORD", "value": "…"}` names its value beside it; everywhere else the key does. */
function inField(owner: JsonObject, key: string, child: Json): Json {
  if (typeof child !== 'string') return inValue(child);
  if (paging.test(key)) return child;
  const beside =
    key.toLowerCase() === 'value'
      ? (stringOf(owner.name) ?? stringOf(owner.Key) ?? stringOf(owner.key))
      : null;
  return inText(beside ?? key, child);
}

function inValue(value: Json): Json {
  if (Array.isArray(value)) return inList(value);
  return isObject(value) ? redactedObject(value) : value;
}

/** Words of a command belong together: `["--password", "…"]`; `Env` of an image configuration holds `NAME=value`. */
function inList(list: readonly Json[]): Json[] {
  const words = list.map((item) => (typeof item === 'string' ? item : ''));
  const found = new Map(secretsInArguments(words).map(({ index, kind }) => [index, kind]));
  return list.map((item, index) => {
    const kind = found.get(index);
    return typeof item === 'string' ? (kind === undefined ? item : without(item, kind)) : inValue(item);
  });
}

function inText(name: string, text: string): string {
  const secret = findSecret(name, text);
  return secret === null ? text : without(text, secret.kind);
}

/** Of a URL only the password goes, so that its host can still be judged; of `NAME=value` only the value. */
function without(text: string, kind: string): string {
  const mark = redactedAs(kind);
  if (kind === 'url-credentials') {
    const kept = text.replace(/(:\/\/[^\s/:@]{0,256}:)[^\s/]{1,1024}@/g, `$1${mark}@`);
    if (kept !== text) return kept;
  }
  const [, name] = /^([A-Za-z_][\w.-]{0,100}=)/.exec(text) ?? [];
  return `${name ?? ''}${mark}`;
}
