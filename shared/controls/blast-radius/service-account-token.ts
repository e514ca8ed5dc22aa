// Tokens for the Kubernetes API in pods that never call it.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { defineControl, evidence, failIfAny, pass } from '../../model/control.ts';
import { matchesAny } from '../../model/glob.ts';
import type { Examples } from '../examples/example.ts';
import { deployment, pod } from '../examples/workloads.ts';

export const serviceAccountToken = defineControl({
  id: 'blast-radius/service-account-token',
  title: 'Pods get a Kubernetes API token only if they ask for one',
  severity: 'low',
  stage: 'stable',
  judges: ['workload'],
  platforms: ['kubernetes'],
  on: 'restricted',
  parameters: z.object({
    accounts: z
      .array(z.string())
      .default([])
      .describe('Service accounts (globs) whose pods are known to call the Kubernetes API'),
  }),
  references: {
    nist: ['4.3.2'],
    cis: ['CIS EKS 4.1.6', 'CIS Kubernetes 5.1.6'],
    attack: ['T1528', 'T1552.007', 'T1613'],
  },
  why: 'By default Kubernetes puts an API token into every pod: anyone who can read that one file can call the cluster as the pod’s service account.',
  fix: 'Set `automountServiceAccountToken: false` in the pod. Where the program does call the API, set it to true beside a service account of its own.',
  allows: [
    'a pod that asks for the token and names a service account of its own',
    'tokens for AWS (IRSA, Pod Identity), which come by other ways',
  ],
  response: null,
  judge: ({ roles }, { parameters }) => {
    const { serviceAccount, mountsToken } = roles;
    const account = serviceAccount.value ?? 'default';
    if (mountsToken.value === false || matchesAny(parameters.accounts, account)) return pass;
    if (mountsToken.value === true && account !== 'default' && account !== '') return pass;
    return failIfAny([
      evidence(
        mountsToken.path,
        mountsToken.value,
        false,
        `the pod gets the API token of service account ${account}, and nothing says that it needs it`,
      ),
    ]);
  },
});

const policy = { version: 1, profile: 'restricted' };

export const examples = (): Examples => ({
  fails: [
    {
      says: 'nothing said',
      given: deployment({ spec: { automountServiceAccountToken: undefined } }),
      policy,
      at: 'spec.template.spec.automountServiceAccountToken',
    },
    {
      says: 'the token of the account that all pods share',
      given: pod({ spec: { automountServiceAccountToken: true, serviceAccountName: 'default' } }),
      policy,
      at: 'spec.automountServiceAccountToken',
    },
  ],
  passes: [
    { says: 'no token', given: pod(), policy },
    {
      says: 'a pod that asks for it, under an account of its own',
      given: pod({ spec: { automountServiceAccountToken: true } }),
      policy,
    },
  ],
});
