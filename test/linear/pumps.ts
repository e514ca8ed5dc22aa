// Texts that grow: a beginning, a part that is repeated, an end. Generated from signs and words that readers look for.
import fc from 'fast-check';

export interface Pump {
  readonly begin: string;
  readonly part: string;
  readonly end: string;
}

/** At least `length` characters. */
export function pumped({ begin, part, end }: Pump, length: number): string {
  return begin + part.repeat(Math.ceil(length / part.length)) + end;
}

const signs = [...' \t\n\r!"#$%&\'()*+,-./0:;<=>?@A[\\]^_`a{|}~\u00e9\u0301\u202e\u{1f44d}'];

/** What some reader takes for the beginning, the middle or the end of something. */
const words = [
  ...['://', 'a://', 'x:y@', '${', '$(', '$((', '`', '<<', '<<<', '<(', '>&', '&&', '||', '| ', '; ', '\\\n'],
  ...[
    'A=',
    ' A=',
    'a: ',
    '"a":',
    '"a":"',
    'A=x',
    ' #',
    '//',
    'password=',
    '"password":"',
    '\\"a\\":',
    'key =',
  ],
  ...['-----BEGIN ', 'eyJ', 'eyJ.', 'AKIA', 'ghp_', 'glpat-', '?sv=', '&sig=', 'login ', ' password ', 'aws'],
  ...['docker -p ', 'sh -c ', 'sh -c "', 'curl ', '-p x ', '--token ', 'exec ', 'env -S ', 'sudo ', 'nc -e '],
  ...[
    'a;',
    'sh;',
    'a|',
    'a|sh;',
    'curl x|sh;',
    'sh <&5;',
    'exec 5<>/dev/tcp/h/1;',
    'x=$(curl a);',
    '(a)|',
    '$(a)',
  ],
  ...['case x in a) ', 'if a; then ', 'for i in a; do ', '{ a; ', 'function f { ', 'a <<E\n', "$'\\x41"],
  ...[
    'host=',
    'server=a;',
    '[::',
    '[a',
    '%A%',
    '<a>',
    '{{a}}',
    '__a',
    'a.b',
    'a,b',
    'a/b',
    'a-',
    '*',
    '*:',
    '?',
  ],
  ...[
    '- a\n',
    'a:\n ',
    '&a ',
    '*a ',
    '? a\n',
    '| \n a',
    '--- \n',
    '!!str ',
    '[',
    '{',
    '[1,',
    '{"a":',
    '"\\u0041',
  ],
  ...['arn:', 'arn:aws:', '%7B', '%25', '\\u', '##vso[', '::', '<!', '</', ']]>', '&amp;', '\u001b[31m'],
];

const begins = [
  '',
  'x',
  'A=',
  'A="',
  "A='",
  '"',
  'sh -c ',
  'docker -p ',
  'sh;',
  'password=',
  'http://',
  '{"a":"',
  'a: ',
];
const ends = ['', 'y', '"', "'", '!', '\u0000', '\rx', '\n', ' "', '@h', ')', '}', ']'];

/** Every sign and word by itself, and pairs of them between beginnings and ends; the same for the same seed. */
export function pumps(count: number, seed: number): readonly Pump[] {
  const parts = [...signs, ...words];
  const part = fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(...parts) },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.constantFrom(...parts), fc.constantFrom(...parts)).map(([a, b]) => a + b),
    },
  );
  const any = fc.record({ begin: fc.constantFrom(...begins), part, end: fc.constantFrom(...ends) });
  const plain = parts.map((one) => ({ begin: '', part: one, end: '!' }));
  return [...plain, ...fc.sample(any, { numRuns: count, seed })];
}
