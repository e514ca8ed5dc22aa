// What `npm run deploy` was asked: its own options, and those that go on to serverless.
// SPDX-License-Identifier: Apache-2.0
import { parseArgs } from 'node:util';
import { misreadIn, passedOn, takenByNpm } from './misread.ts';
import { parametersIn } from './parameters.ts';

export interface Asked {
  /** Only say how the command is used. */
  readonly help: boolean;
  /** Only say what would be done. */
  readonly plan: boolean;
  readonly policy: string;
  /** The stack stays as it is. */
  readonly policyOnly: boolean;
  /** Shows what the new version changes, watches the canary afterwards, and goes back where none comes. */
  readonly upgrade: boolean;
  /** Goes back to the former release. */
  readonly rollBack: boolean;
  /** Goes back to a release that nothing vouches for, too. */
  readonly unsealed: boolean;
  /** Does not wait for the canary. */
  readonly atOnce: boolean;
  /** Members and other Regions, too. */
  readonly organization: boolean;
  /** Organizational units whose accounts are members; null: as they are, else the whole organisation. */
  readonly units: readonly string[] | null;
  /** Organizational units in whose accounts responses are made; null: as they are, else none. */
  readonly respond: readonly string[] | null;
  /** Regions that are watched; null: as they are, else that of the deployment. */
  readonly regions: readonly string[] | 'all' | null;
  /** Removes the stack instead of deploying it. */
  readonly remove: boolean;
  /** What is shown, or what a parameter takes away, is meant. */
  readonly yes: boolean;
  readonly stage: string;
  readonly region: string;
  /** For `serverless deploy`: all but the deployment's own. */
  readonly others: readonly string[];
  /** What would not be done as it is written, in words. */
  readonly misread: readonly string[];
}

export const usage = `Usage: npm run deploy -- [options]

Validates the policy, deploys the stack, then writes the policy to its bucket.

Options:
  --plan               show what would be done; nothing is deployed or written
  --policy FILE        the policy to deploy (default: seawall.yml)
  --policy-only        write the policy; the stack stays as it is
  --upgrade            show what the new version changes; with --yes, deploy it, wait for the canary, and go back if none comes
  --roll-back          show what the former release was; with --yes, go back to it: stack, parameters and policy
  --unsealed           with --roll-back: to a release that was deployed before releases were sealed, too
  --at-once            with --upgrade or --roll-back: do not wait for the canary
  --organization       show what members and other Regions lack; with --yes, deploy there as well, accounts to come included
    --ou OU,…          its organizational units (default: as before; at first, the whole organisation)
    --regions R,…|all  the Regions that are watched (default: as before; at first, that of the deployment)
    --respond OU,…     the organizational units where responses are made; none: nowhere (default: as before; at first, nowhere)
  --remove             show what a removal keeps and what it ends; with --yes, remove the stack
                       with --organization, what was deployed in members and other Regions first
  -s, --stage STAGE    name of the deployment (default: production)
  -r, --region REGION  its region (default: eu-central-1)
  --param=NAME=VALUE   a parameter of serverless.yml (repeatable); what is not given stays as it was deployed last
  --yes                do what was shown; empty parameters that were set (such as --param=slack-secret=)
  --verbose, --force, --conceal, --aws-s3-accelerate
                       go on to \`serverless deploy\`; any other option is refused
  -h, --help           show this; nothing is built or written

Example:
  npm run deploy -- --policy seawall.yml --region eu-west-1`;

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;
const own = {
  policy: { ...text, default: 'seawall.yml' },
  ...{ 'policy-only': flag, plan: flag, upgrade: flag, 'roll-back': flag, 'at-once': flag, unsealed: flag },
  ...{ organization: flag, ou: text, respond: text, regions: text, remove: flag, yes: flag },
} as const;

/** Stage and region have the defaults of serverless.yml; a test compares them. */
const known = {
  ...own,
  ...passedOn,
  help: { ...flag, short: 'h' },
  stage: { ...text, short: 's', default: 'production' },
  region: { ...text, short: 'r', default: 'eu-central-1' },
} as const;

export function asked(args: readonly string[], env: NodeJS.ProcessEnv = {}): Asked {
  const { values, tokens } = parseArgs({
    args: [...args],
    ...{ strict: false, tokens: true, options: known },
  });
  const taken = new Set<number>();
  for (const token of tokens) {
    if (token.kind !== 'option' || !Object.hasOwn(own, token.name)) continue;
    taken.add(token.index);
    if (token.value !== undefined && token.inlineValue === false) taken.add(token.index + 1);
  }
  return {
    help: values.help === true,
    plan: values.plan === true,
    policy: String(values.policy),
    policyOnly: values['policy-only'] === true,
    upgrade: values.upgrade === true,
    rollBack: values['roll-back'] === true,
    unsealed: values.unsealed === true,
    atOnce: values['at-once'] === true,
    organization: values.organization === true,
    units: listOf(values.ou),
    respond: listOf(values.respond),
    regions: values.regions === 'all' ? 'all' : listOf(values.regions),
    remove: values.remove === true,
    yes: values.yes === true,
    stage: String(values.stage),
    region: String(values.region),
    others: args.filter((_, index) => !taken.has(index)),
    misread: [...takenByNpm(known, env), ...misreadIn(tokens, known)],
  };
}

/** `none` is the word for no one; null where nothing was said. */
function listOf(value: unknown): readonly string[] | null {
  if (typeof value !== 'string') return null;
  const names = value.split(',').map((name) => name.trim());
  return names.filter((name) => name !== '' && name !== 'none');
}

const ways = [
  ...[['remove', '--remove'] as const, ['upgrade', '--upgrade'] as const],
  ...[['rollBack', '--roll-back'] as const, ['policyOnly', '--policy-only'] as const],
];
const scopes = [
  ...[['units', '--ou'] as const, ['respond', '--respond'] as const, ['regions', '--regions'] as const],
];

/** What cannot be asked together, in words; null where all is well. */
export function contradictionIn(options: Asked): string | null {
  const asked = ways.flatMap(([key, name]) => (options[key] ? [name] : []));
  if (asked.length > 1) return `${asked.join(' and ')} do not go together: say one`;
  if (options.organization && asked.length > 0 && !options.remove)
    return `${asked[0]} and --organization do not go together: say one after the other`;
  const [way] = asked.filter((name) => name !== '--upgrade');
  if (way !== undefined && Object.keys(parametersIn(options.others)).length > 0)
    return `${way} deploys no stack: --param means nothing there`;
  const scoped = scopes.flatMap(([key, name]) => (options[key] === null ? [] : [name]));
  return scoped.length > 0 && !options.organization ? `${scoped.join(', ')}: say --organization, too` : null;
}
