// Changes that cannot make anything better: the same document written differently, or with more in it that means nothing.
import { stringify } from 'yaml';
import { isObject, type Json } from '../../shared/model/json.ts';
import { changedAt, placesIn } from './paths.ts';
import type { Random } from './random.ts';

export interface Written {
  readonly text: string;
  readonly file: string;
}

export interface NeutralChange {
  readonly name: string;
  /** True: each control says the same. False: what failed does not pass. */
  readonly same: boolean;
  /** Costs so much that it is made seldom. */
  readonly heavy?: true;
  readonly write: (document: Json, random: Random) => Written;
}

const json = (text: string): Written => ({ text, file: 'mutant.json' });

export const neutralChanges: readonly NeutralChange[] = [
  {
    name: 'other order of keys',
    same: true,
    write: (document, random) => json(JSON.stringify(shuffled(document, random))),
  },
  {
    name: 'other blanks',
    same: true,
    write: (document, random) => json(JSON.stringify(document, null, random.pick(['\t', '  ', ' \r\n']))),
  },
  {
    name: 'escapes',
    same: true,
    write: (document, random) => json(escaped(JSON.stringify(document), random)),
  },
  { name: 'a list of one', same: true, write: (document) => json(JSON.stringify([document])) },
  {
    name: 'YAML',
    same: true,
    write: (document) => ({ text: stringify(document, { version: '1.1' }), file: 'mutant.yml' }),
  },
  {
    name: 'a key more',
    same: false,
    write: (document, random) => json(JSON.stringify(withKey(document, random, 'x'))),
  },
  {
    name: 'an item twice',
    same: false,
    write: (document, random) => json(JSON.stringify(withCopy(document, random))),
  },
  {
    name: 'megabytes more',
    same: false,
    heavy: true,
    write: (document, random) => json(JSON.stringify(withKey(document, random, 'x'.repeat(1_100_000)))),
  },
];

function shuffled(value: Json, random: Random): Json {
  if (Array.isArray(value)) return value.map((item: Json) => shuffled(item, random));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(
    ([key, child]) => [key, shuffled(child ?? null, random)] as const,
  );
  for (let last = entries.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    const [a, b] = [entries[last], entries[other]];
    if (a !== undefined && b !== undefined) [entries[last], entries[other]] = [b, a];
  }
  return Object.fromEntries(entries);
}

/** Letters as `\u0061`, which JSON reads as the same. */
function escaped(text: string, random: Random): string {
  return text.replace(/"(?:[^"\\]|\\.)*"/g, (string) =>
    string.replace(/\\u[0-9a-f]{4}|\\.|[a-z]/gi, (found) =>
      found.length > 1 || !random.once(5) ? found : `\\u00${found.charCodeAt(0).toString(16)}`,
    ),
  );
}

/** What a key more in them would narrow, or make another function of: there it means something. */
const meaning =
  /^(?:Condition|matchLabels|[a-zA-Z]*[sS]elector|tags|Tags|labels|annotations|options|Fn::.*)$/;

function withKey(document: Json, random: Random, value: string): Json {
  const places = placesIn(document).filter(
    ({ path, value: at }) =>
      isObject(at) &&
      !path.some((key) => meaning.test(String(key))) &&
      !Object.keys(at).some((key) => /^(?:Ref|Fn::)/.test(key)),
  );
  if (places.length === 0) return document;
  return changedAt(document, random.pick(places).path, (at) =>
    isObject(at) ? { ...at, 'x-more': value } : at,
  );
}

/** Lists that say something else with a word more. */
const ordered = /^(?:command|args|entryPoint|Entrypoint|EntryPoint|Command|Cmd|Args|Fn::.*)$/;

function withCopy(document: Json, random: Random): Json {
  const lists = placesIn(document).filter(
    ({ path, value }) =>
      Array.isArray(value) && value.length > 0 && !path.some((key) => ordered.test(String(key))),
  );
  if (lists.length === 0) return document;
  return changedAt(document, random.pick(lists).path, (list) =>
    Array.isArray(list) ? [...list, random.pick<Json>(list)] : list,
  );
}
