// What `npm run deploy` was asked: its own options, and those that go on to serverless.
import { parseArgs } from 'node:util';

export interface Asked {
  readonly policy: string;
  /** The stack stays as it is. */
  readonly policyOnly: boolean;
  readonly stage: string;
  readonly region: string;
  /** For `serverless deploy`: all but the deployment's own. */
  readonly others: readonly string[];
}

/** Stage and region have the defaults of serverless.yml; a test compares them. */
export function asked(args: readonly string[]): Asked {
  const { values, tokens } = parseArgs({
    args: [...args],
    strict: false,
    tokens: true,
    options: {
      policy: { type: 'string', default: 'seawall.yml' },
      'policy-only': { type: 'boolean', default: false },
      stage: { type: 'string', short: 's', default: 'production' },
      region: { type: 'string', short: 'r', default: 'eu-central-1' },
    },
  });
  const own = new Set<number>();
  for (const token of tokens) {
    if (token.kind !== 'option' || !(token.name === 'policy' || token.name === 'policy-only')) continue;
    own.add(token.index);
    if (token.value !== undefined && token.inlineValue === false) own.add(token.index + 1);
  }
  return {
    policy: String(values.policy),
    policyOnly: values['policy-only'] === true,
    stage: String(values.stage),
    region: String(values.region),
    others: args.filter((_, index) => !own.has(index)),
  };
}
