// What `npm run deploy` was given that would not be done as it is written: refused before anything is read, built or changed.
// SPDX-License-Identifier: Apache-2.0

/** What parseArgs makes of an argument. */
interface Token {
  readonly kind: string;
  readonly name?: string;
  readonly rawName?: string;
  readonly value?: string | undefined;
}

export type Options = Readonly<Record<string, { readonly type: 'string' | 'boolean' }>>;

/** Of the options of `serverless deploy` those that change neither what is deployed nor where: plan, policy and clients would not follow. */
export const passedOn = {
  param: { type: 'string' },
  verbose: { type: 'boolean' },
  conceal: { type: 'boolean' },
  force: { type: 'boolean' },
  'aws-s3-accelerate': { type: 'boolean' },
} as const;

/** In words, one line each; empty where all is understood. */
export function misreadIn(tokens: readonly Token[], known: Options): readonly string[] {
  return tokens.flatMap((token) => {
    if (token.kind === 'positional') return [`${token.value}: every option begins with --`];
    if (token.kind !== 'option') return ['-- stands once, after npm run deploy'];
    return misreadOf(token, known) ?? [];
  });
}

function misreadOf({ name = '', rawName = '', value }: Token, known: Options): string | null {
  const type = Object.hasOwn(known, name) ? known[name]?.type : undefined;
  if (type === undefined) return `${rawName} is no option here${instead.get(name) ?? ''}`;
  if (type === 'boolean') return value === undefined ? null : `${rawName} takes no value`;
  if (isNothing(value)) return `${rawName} wants a value`;
  return name !== 'param' || parameter.test(value ?? '') ? null : `${rawName} ${value}: write NAME=VALUE`;
}

const parameter = /^[^=]+=/;

/** `--ou "$UNITS"` of a variable that is not set is not `--ou none`. */
function isNothing(value: string | undefined): boolean {
  return value === undefined || value.trim() === '' || value.startsWith('-');
}

const instead: ReadonlyMap<string, string> = new Map([
  ['aws-profile', ': set AWS_PROFILE, which counts for every call'],
]);

/** npm takes options that stand before a `--` for its own, hands on what it does not know in the environment, and reads `--plan` as `-p -l -a -n`. */
export function takenByNpm(known: Options, env: NodeJS.ProcessEnv): readonly string[] {
  const has = (name: string) => (env[`npm_config_${name.replaceAll('-', '_')}`] ?? '') !== '';
  const isPlan = ['parseable', 'long', 'all'].every(has);
  // `yes`, `force` and `help` are options of npm itself, which its users may have set for good.
  const names = Object.keys(known).filter((name) => !/^(?:yes|force|help|verbose)$/.test(name) && has(name));
  return [...(isPlan ? ['plan'] : []), ...names].map(
    (name) => `npm took --${name} for its own: write npm run deploy -- --${name}`,
  );
}
