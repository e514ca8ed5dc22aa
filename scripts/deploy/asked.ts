// What `npm run deploy` was asked: its own options, and those that go on to serverless.
// SPDX-License-Identifier: Apache-2.0
import { parseArgs } from 'node:util';

export interface Asked {
  /** Only say how the command is used. */
  readonly help: boolean;
  readonly policy: string;
  /** The stack stays as it is. */
  readonly policyOnly: boolean;
  /** Removes the stack instead of deploying it. */
  readonly remove: boolean;
  /** What a parameter or `--remove` takes away is meant. */
  readonly yes: boolean;
  readonly stage: string;
  readonly region: string;
  /** For `serverless deploy`: all but the deployment's own. */
  readonly others: readonly string[];
}

export const usage = `Usage: npm run deploy -- [options]

Validates the policy, deploys the stack, then writes the policy to its bucket.

Options:
  --policy FILE        the policy to deploy (default: seawall.yml)
  --policy-only        write the policy; the stack stays as it is
  --remove             show what a removal keeps and what it ends; with --yes, remove the stack
  -s, --stage STAGE    name of the deployment (default: production)
  -r, --region REGION  its region (default: eu-central-1)
  --param=NAME=VALUE   a parameter of serverless.yml (repeatable); what is not given stays as it was deployed last
  --yes                empty parameters that were set (such as --param=slack-secret=): without it nothing is deployed
                       other options go on to \`serverless deploy\`
  -h, --help           show this; nothing is built or written

Example:
  npm run deploy -- --policy seawall.yml --region eu-west-1`;

/** Stage and region have the defaults of serverless.yml; a test compares them. */
export function asked(args: readonly string[]): Asked {
  const { values, tokens } = parseArgs({
    args: [...args],
    strict: false,
    tokens: true,
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      policy: { type: 'string', default: 'seawall.yml' },
      'policy-only': { type: 'boolean', default: false },
      remove: { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false },
      stage: { type: 'string', short: 's', default: 'production' },
      region: { type: 'string', short: 'r', default: 'eu-central-1' },
    },
  });
  const own = new Set<number>();
  for (const token of tokens) {
    if (token.kind !== 'option' || !['policy', 'policy-only', 'remove', 'yes'].includes(token.name)) continue;
    own.add(token.index);
    if (token.value !== undefined && token.inlineValue === false) own.add(token.index + 1);
  }
  return {
    help: values.help === true,
    policy: String(values.policy),
    policyOnly: values['policy-only'] === true,
    remove: values.remove === true,
    yes: values.yes === true,
    stage: String(values.stage),
    region: String(values.region),
    others: args.filter((_, index) => !own.has(index)),
  };
}
