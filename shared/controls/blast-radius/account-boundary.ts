// Workloads in an account, cluster or region of another environment.
// SPDX-License-Identifier: Apache-2.0
import {
  defineControl,
  evidence,
  fail,
  noParameters,
  notApplicable,
  pass,
  unknown,
} from '../../model/control.ts';
import type { GroupView, PolicyView } from '../../model/policy-view.ts';
import type { Judgement } from '../../model/verdict.ts';
import type { Workload } from '../../model/workload.ts';
import type { Examples } from '../examples/example.ts';
import { deployment, pod, taskDefinition } from '../examples/workloads.ts';

export const accountBoundary = defineControl({
  id: 'blast-radius/account-boundary',
  title: 'Workloads run where their environment belongs',
  severity: 'high',
  stage: 'stable',
  judges: ['workload'],
  comparesWith: ['organisation.accounts|group.environment'],
  parameters: noParameters,
  references: { nist: ['4.3.4'], attack: ['T1610'] },
  why: 'Accounts are the strongest boundary that AWS has. A test workload in the production account, or the reverse, carries weaker rules and secrets across that boundary.',
  fix: 'Deploy the workload into the account, cluster and region of its environment, or correct its environment label.',
  allows: [
    'workloads without an environment label, in accounts or groups alone',
    'environments that the policy names nowhere, and accounts that it does not list: unknown',
    'upper and lower case',
  ],
  response: 'stop-workload',
  judge: (workload, { policy, group }) => {
    if (workload.tags === null) return unknown('the tags of the workload are not known');
    const key = policy.labels.environment;
    const label = Object.hasOwn(workload.tags, key) ? workload.tags[key] : undefined;
    const claimed = label ?? group?.environment ?? null;
    if (claimed === null || claimed === '') return notApplicable(`the workload carries no label ${key}`);
    return compare(workload, claimed, expectations(workload, policy, group), policy);
  },
});

interface Expectation {
  readonly environment: string;
  readonly of: string;
}

function expectations(
  { account }: Workload,
  { organisation }: PolicyView,
  group: GroupView | null,
): Expectation[] {
  const accounts = organisation.accounts ?? {};
  const listed = account !== null && Object.hasOwn(accounts, account) ? accounts[account] : undefined;
  return [
    ...(listed === undefined ? [] : [{ environment: listed, of: `account ${account}` }]),
    ...(group?.environment ? [{ environment: group.environment, of: `group ${group.name}` }] : []),
  ];
}

const alike = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

function compare(
  workload: Workload,
  claimed: string,
  expected: readonly Expectation[],
  policy: PolicyView,
): Judgement {
  const known = [
    ...Object.values(policy.organisation.accounts ?? {}),
    ...policy.groups.map(({ environment }) => environment ?? ''),
  ];
  if (expected.length === 0) return unknown('the policy does not say what environment this account is');
  if (!known.some((name) => alike(name, claimed)))
    return unknown(`the policy knows no environment ${claimed}`);
  const wrong = expected.find(({ environment }) => !alike(environment, claimed));
  if (wrong === undefined) return pass;
  const path = workload.platform === 'ecs' ? 'tags' : 'metadata.labels';
  const message = `the workload is of environment ${claimed}, ${wrong.of} of ${wrong.environment}`;
  return fail([evidence(path, claimed, wrong.environment, message)]);
}

const arn = 'arn:aws:ecs:eu-central-1:111122223333:task-definition/shop-web:7';
const trust = { key: 'seawall.dev/trust', value: 'high' };
const inAccount = (environment: string) =>
  taskDefinition({
    task: { taskDefinitionArn: arn, tags: [trust, { key: 'environment', value: environment }] },
  });
const labelled = (environment: string) => ({
  metadata: { labels: { app: 'web', 'seawall.dev/trust': 'high', environment } },
});
const accounts = {
  version: 1,
  organisation: { accounts: { '111122223333': 'production', '444455556666': 'staging' } },
};
const groups = {
  version: 1,
  groups: [
    { name: 'shop', match: { namespace: 'shop' }, environment: 'production' },
    { name: 'trial', match: { namespace: 'trial' }, environment: 'staging' },
  ],
};

export const examples = (): Examples => ({
  fails: [
    {
      says: 'a staging workload in the production account',
      given: inAccount('staging'),
      policy: accounts,
      at: 'tags',
    },
    {
      says: 'a staging workload in a production namespace',
      given: deployment(labelled('staging')),
      policy: groups,
      at: 'metadata.labels',
    },
  ],
  passes: [
    { says: 'a workload in its own account', given: inAccount('Production'), policy: accounts },
    { says: 'a workload in its own namespace', given: pod(labelled('production')), policy: groups },
  ],
  unknown: [{ says: 'an environment that nobody named', given: inAccount('blue'), policy: accounts }],
  notApplicable: [{ says: 'a policy that names no environment', given: inAccount('staging') }],
});
