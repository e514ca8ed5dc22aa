// Environment files and secrets that come from another account, or from a bucket nobody named.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { parseArn } from '../../model/arn.ts';
import type { At } from '../../model/at.ts';
import { defineControl, evidence, failIfAny } from '../../model/control.ts';
import { matchesAny } from '../../model/glob.ts';
import type { PolicyView } from '../../model/policy-view.ts';
import type { Evidence } from '../../model/verdict.ts';
import { type Container, ownContainers } from '../../model/workload.ts';
import type { Examples } from '../examples/example.ts';
import { ec2TaskDefinition, taskDefinition } from '../examples/workloads.ts';

export const trustedConfigurationSource = defineControl({
  id: 'input-validation/trusted-configuration-source',
  title: 'Configuration and secrets come from trusted places',
  severity: 'high',
  stage: 'stable',
  judges: ['workload'],
  platforms: ['ecs'],
  comparesWith: ['organisation.accounts|trust.accounts'],
  parameters: z.object({
    buckets: z
      .array(z.string())
      .optional()
      .describe('ARNs (globs) of the objects that environment files may come from; left out, any bucket'),
  }),
  references: { nist: ['4.1.4', '4.3.2'], attack: ['T1195.002', 'T1574', 'T1552'] },
  why: 'The owner of the bucket, parameter or secret decides which values the container starts with: other hosts, keys or options, without a deployment.',
  fix: 'Keep configuration in an account of the organisation. If you mean to trust another, add it to `trust.accounts`, a bucket to the parameter `buckets`.',
  allows: [
    'the workload’s own account and parameters given by name, which are of the same account and Region',
    'any bucket, unless the parameter `buckets` names some: the ARN of an object tells no account',
    'Kubernetes, where secrets and config maps can only be of the pod’s own namespace',
  ],
  response: 'stop-workload',
  judge: (workload, { policy, parameters }) => {
    const own = [workload.account, accountOf(workload.definition)].filter((account) => account !== null);
    const trusted = new Set([...own, ...accountsOf(policy)]);
    return failIfAny(
      ownContainers(workload).flatMap((container) => [
        ...foreignSecrets(container, trusted),
        ...foreignFiles(container, parameters.buckets),
      ]),
    );
  },
});

function accountsOf({ organisation, trust }: PolicyView): string[] {
  return [...Object.keys(organisation.accounts ?? {}), ...(trust.accounts ?? [])];
}

function accountOf(arn: string | null): string | null {
  return parseArn(arn)?.account ?? null;
}

function foreignSecrets({ secrets, name }: Container, trusted: ReadonlySet<string>): Evidence[] {
  return secrets.value.flatMap(({ from, name: variable }) => {
    const account = accountOf(from.value);
    if (account === null || trusted.has(account)) return [];
    return [of(from, `secret ${variable} of container ${name} comes from account ${account}`)];
  });
}

function foreignFiles(
  { environmentFiles, name }: Container,
  buckets: readonly string[] | undefined,
): Evidence[] {
  if (buckets === undefined) return [];
  return environmentFiles.value
    .filter((file) => !matchesAny(buckets, file.value))
    .map((file) =>
      of(file, `an environment file of container ${name} comes from a bucket that is not named`),
    );
}

function of({ path, value }: At<string>, message: string): Evidence {
  return evidence(path, value, 'a trusted account or bucket', message);
}

const policy = { version: 1, organisation: { accounts: { '111122223333': 'production' } } };
const secret = (account: string) => ({
  secrets: [
    {
      name: 'DB_PASSWORD',
      valueFrom: `arn:aws:secretsmanager:eu-central-1:${account}:secret:shop/db-AbCdEf`,
    },
  ],
});
const file = { environmentFiles: [{ type: 's3', value: 'arn:aws:s3:::somebody-config/web.env' }] };

export const examples = (): Examples => ({
  fails: [
    {
      says: 'a secret of an account that nobody knows',
      given: taskDefinition({ container: secret('999988887777') }),
      policy,
      at: 'containerDefinitions[0].secrets[0].valueFrom',
    },
    {
      says: 'an environment file of another bucket',
      given: ec2TaskDefinition({ container: file }),
      policy: {
        ...policy,
        controls: {
          'input-validation/trusted-configuration-source': {
            parameters: { buckets: ['arn:aws:s3:::acme-config/*'] },
          },
        },
      },
      at: 'containerDefinitions[0].environmentFiles[0].value',
    },
  ],
  passes: [
    {
      says: 'a secret of the organisation',
      given: taskDefinition({ container: secret('111122223333') }),
      policy,
    },
    {
      says: 'a parameter by name',
      given: taskDefinition({ container: { secrets: [{ name: 'DB_PASSWORD', valueFrom: '/shop/db' }] } }),
      policy,
    },
  ],
  notApplicable: [{ says: 'a policy that names no account', given: taskDefinition({ container: file }) }],
});
