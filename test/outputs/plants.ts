// Plants credentials of every kind in every text of a document: each once, each unlike all others, so that one that is found tells where it stood.
import { isObject, type Json, type JsonObject } from '../../shared/model/json.ts';

/** A credential as it stands in a text, and the part of it that nobody may see. */
interface Credential {
  readonly text: string;
  readonly secret: string;
}

type Make = (random: (length: number) => string) => Credential;

const whole = (text: string): Credential => ({ text, secret: text });
const around =
  (write: (secret: string) => string): Make =>
  (random) => {
    const secret = `${random(10)}-7x${random(8)}`;
    return { text: write(secret), secret };
  };

// Put together here, so that no scanner takes this file for a leak.
const forms: Readonly<Record<string, Make>> = {
  'github token': (random) => whole(`ghp_${random(36)}`),
  'slack token': (random) => whole(`xoxb-${random(30)}`),
  'stripe key': (random) => whole(`sk_live_${random(30)}`),
  'vault token': (random) => whole(`hvs.${random(40)}`),
  'web token': (random) => whole(`eyJ${random(20)}.eyJ${random(30)}.${random(30)}`),
  'private key': (random) => {
    const secret = random(64);
    return { text: `-----BEGIN RSA PRIVATE KEY-----\n${secret}\n-----END RSA PRIVATE KEY-----`, secret };
  },
  'slack webhook': (random) => {
    const secret = random(24);
    return { text: `https://hooks.slack.com/services/T0ABCDEF1/B0ABCDEF2/${secret}`, secret };
  },
  'url login': around((secret) => `https://kim:${secret}@registry.acme.test/shop/web:1`),
  'login without a scheme': around((secret) => `kim:${secret}@registry.acme.test/shop/web:1`),
  'connection string': around((secret) => `Server=db;User Id=sa;Password=${secret};`),
  pair: around((secret) => `--verbose db_password=${secret} --now`),
  header: around((secret) => `Authorization: Bearer ${secret}`),
  'a sentence': (random) => {
    const secret = `github_pat_${random(40)}`;
    return { text: `see ${secret} for more`, secret };
  },
};

export const kinds = Object.keys(forms);

export interface Plant extends Credential {
  readonly kind: string;
  /** Path of the text, for people. */
  readonly at: string;
  readonly document: Json;
}

type Path = readonly (string | number)[];

/** Every plant of a document; `pick` says which kinds are planted at the n-th text. */
export function* plantsIn(
  document: Json,
  seed: number,
  pick: (text: number) => readonly string[],
): Generator<Plant> {
  for (const [index, path] of [...textsOf(document)].entries())
    for (const kind of pick(index)) {
      const credential = forms[kind]?.(randomOf(`${seed}/${index}/${kind}`));
      if (credential === undefined) continue;
      yield { ...credential, kind, at: path.join('.'), document: replaced(document, path, credential.text) };
    }
  yield* namedPlants(document, seed);
}

/** A secret that only its name promises: a key more in every map, and a name for every value beside one. */
function* namedPlants(document: Json, seed: number): Generator<Plant> {
  for (const [index, path] of [...objectsOf(document)].entries()) {
    const random = randomOf(`${seed}/named/${index}`);
    const secret = `${random(12)}-7x${random(8)}`;
    const plant = (change: (object: JsonObject) => JsonObject): Plant => ({
      ...{ kind: 'a name', at: path.join('.'), text: secret, secret },
      document: changed(document, path, (value) => (isObject(value) ? change(value) : value)),
    });
    yield plant((object) => ({ ...object, db_password: secret }));
    yield plant((object) => named(object, secret));
  }
}

function named(object: JsonObject, secret: string): JsonObject {
  for (const [name, value] of [
    ['name', 'value'],
    ['Name', 'Value'],
    ['key', 'value'],
    ['Key', 'Value'],
  ] as const)
    if (typeof object[name] === 'string' && typeof object[value] === 'string')
      return { ...object, [name]: 'DB_PASSWORD', [value]: secret };
  return object;
}

/** Paths of all texts, those of JSON within a text too. */
function* textsOf(value: Json, path: Path = []): Generator<Path> {
  if (typeof value === 'string') {
    yield path;
    const inner = innerOf(value);
    if (inner !== null) yield* textsOf(inner, [...path, '{}']);
  } else for (const [key, child] of childrenOf(value)) yield* textsOf(child, [...path, key]);
}

function* objectsOf(value: Json, path: Path = []): Generator<Path> {
  if (isObject(value)) yield path;
  const inner = typeof value === 'string' ? innerOf(value) : null;
  if (inner !== null) yield* objectsOf(inner, [...path, '{}']);
  for (const [key, child] of childrenOf(value)) yield* objectsOf(child, [...path, key]);
}

function childrenOf(value: Json): readonly (readonly [string | number, Json])[] {
  if (Array.isArray(value)) return value.map((child, index) => [index, child] as const);
  return isObject(value) ? Object.entries(value).map(([key, child]) => [key, child ?? null] as const) : [];
}

function innerOf(text: string): Json | null {
  try {
    const value: Json = /^[[{]/.test(text) ? JSON.parse(text) : null;
    return value;
  } catch {
    return null;
  }
}

function replaced(value: Json, path: Path, text: string): Json {
  return changed(value, path, () => text);
}

function changed(value: Json, [first, ...rest]: Path, change: (value: Json) => Json): Json {
  if (first === undefined) return change(value);
  if (first === '{}' && typeof value === 'string')
    return JSON.stringify(changed(innerOf(value), rest, change));
  if (Array.isArray(value))
    return value.map((child, index) => (index === first ? changed(child, rest, change) : child));
  return isObject(value) ? { ...value, [first]: changed(value[first] ?? null, rest, change) } : value;
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** The same letters for the same seed. */
function randomOf(seed: string): (length: number) => string {
  let state = 2_166_136_261;
  for (const character of seed) state = Math.imul(state ^ character.charCodeAt(0), 16_777_619) >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  return (length) => Array.from({ length }, () => letters[next() % letters.length]).join('');
}
