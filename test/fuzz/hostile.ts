// Changes that break a document in any way: whatever comes of it, it ends soon, with a verdict or a problem.
import { isObject, type Json } from '../../shared/model/json.ts';
import { changedAt, type Path, placesIn } from './paths.ts';
import type { Random } from './random.ts';

/** `other`: a document of another kind, to take pieces from. */
export type HostileChange = (document: Json, random: Random, other: Json) => Json;

export const hostileChanges: Readonly<Record<string, HostileChange>> = {
  'a value gone': (document, random) => changedAt(document, placeIn(document, random), () => undefined),
  'another value': (document, random) =>
    changedAt(document, placeIn(document, random), () => random.pick(values)),
  'a value of somewhere else': (document, random) => {
    const { value } = random.pick(placesIn(document));
    return changedAt(document, placeIn(document, random), () => value);
  },
  'a value of another document': (document, random, other) => {
    const { value } = random.pick(placesIn(other));
    return changedAt(document, placeIn(document, random), () => value);
  },
  'another key': (document, random) =>
    changedAt(document, placeIn(document, random), (value) =>
      isObject(value) ? renamed(value, random) : [value],
    ),
  'a value wrapped': (document, random) => {
    const wrap = random.pick(wraps);
    return changedAt(document, placeIn(document, random), wrap);
  },
  'a text changed': (document, random) => {
    const texts = placesIn(document).filter(({ value }) => typeof value === 'string');
    const { path = [] } = texts[random.below(Math.max(texts.length, 1))] ?? {};
    return changedAt(document, path, (value) =>
      typeof value === 'string' ? changedText(value, random) : value,
    );
  },
  'many of one': (document, random) =>
    changedAt(document, placeIn(document, random), (value) =>
      Array.isArray(value) && value.length > 0
        ? Array.from(
            { length: random.pick([10, 300]) },
            (_, index): Json => value[index % value.length] ?? null,
          )
        : value,
    ),
};

function placeIn(document: Json, random: Random): Path {
  return random.pick(placesIn(document)).path;
}

const long = 20_000;
const deep = (levels: number, open: (inner: Json) => Json): Json => {
  let value: Json = null;
  for (let level = 0; level < levels; level++) value = open(value);
  return value;
};

const values: readonly Json[] = [
  ...[null, true, false, 0, -1, 0.1, 1e308, 2 ** 53, '', ' ', '*', '0', 'true', 'null'],
  ...[
    '__proto__',
    'constructor',
    'toString',
    '\u0000',
    '\u202e',
    '\ud800',
    ['$', '{A}'].join(''),
    '{{resolve:ssm:x}}',
    '$(A)',
  ],
  ...[
    'arn:aws:iam::111122223333:role/x',
    '0.0.0.0/0',
    '::/0',
    '2026-02-30T00:00:00Z',
    '[]',
    '{}',
    '"',
    '[{"a":',
  ],
  ...[[], {}, [null], [[]], [{}], { a: null }, { Ref: 'AWS::NoValue' }, { 'Fn::GetAtt': ['a', 'b'] }],
  ...[deep(200, (inner) => [inner]), deep(200, (inner) => ({ a: inner })), deep(3_000, (inner) => [inner])],
  ...[
    'a'.repeat(long),
    'a-'.repeat(long),
    '${'.repeat(long),
    '/'.repeat(long),
    '@'.repeat(long),
    ' '.repeat(long),
  ],
  ...['('.repeat(long), '\\'.repeat(long), '"'.repeat(long), 'a=b '.repeat(long), '*?'.repeat(long / 2)],
];

const wraps: readonly ((value: Json) => Json)[] = [
  (value) => [value],
  (value) => ({ value }),
  (value) => JSON.stringify(value),
  (value) => Buffer.from(JSON.stringify(value)).toString('base64'),
  (value) => (typeof value === 'string' ? parsedOr(value) : [value, value]),
];

function parsedOr(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return [text];
  }
}

function renamed(value: object, random: Random): Json {
  const entries = Object.entries(value);
  const at = random.below(Math.max(entries.length, 1));
  const names = [
    '__proto__',
    'constructor',
    '',
    'x',
    'Fn::Sub',
    'Fn::Transform',
    'Ref',
    '<<',
    'value',
    'Statement',
  ];
  return Object.fromEntries(
    entries.map(([key, child], index) => [
      index === at ? random.pick([...names, key.toUpperCase()]) : key,
      child,
    ]),
  );
}

const pieces: readonly string[] = [
  ...[
    '*',
    '?',
    ':',
    '/',
    '//',
    '@',
    '#',
    '$',
    '${',
    '}',
    '{{',
    '\\',
    '"',
    "'",
    '`',
    '\n',
    '\r',
    '\t',
    '\u0000',
  ],
  ...[
    '\u001b[31m',
    '\u202e',
    '::error::',
    '##vso[x]',
    '%00',
    '..',
    '&&',
    '||',
    '|',
    ';',
    '$(',
    '<<',
    '>',
    '=',
    '-',
  ],
  ...['arn:aws:', 'sha256:', 'http://', 'curl x | sh', 'base64 -d', '169.254.169.254', 'é', '🦊', '0', 'A'],
];

function changedText(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  const to = Math.min(at + random.below(8), text.length);
  const put = random.once(3) ? random.pick(pieces).repeat(random.pick([1, 50, 5_000])) : random.pick(pieces);
  switch (random.below(5)) {
    case 0:
      return text.slice(0, at) + put + text.slice(at);
    case 1:
      return text.slice(0, at) + text.slice(to);
    case 2:
      return text.slice(0, at) + put + text.slice(to);
    case 3:
      return text.slice(at, to).repeat(random.pick([2, 1_000])) + text;
    default:
      return text.slice(at) + text.slice(0, at);
  }
}

/** Bytes that are no document any more. */
export function brokenText(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  switch (random.below(4)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + random.pick(pieces) + text.slice(at + 1);
    case 2:
      return text.slice(0, at) + text.slice(at, at + 20).repeat(20) + text.slice(at);
    default:
      return (
        text.slice(0, at) +
        random.pick(['[', '{"a":', '- ', '\n', '  ', '&a ', '*a ', '!!x ']).repeat(random.pick([1, 500])) +
        text.slice(at)
      );
  }
}
