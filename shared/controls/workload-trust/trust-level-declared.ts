// The trust level that segregation goes by must be written down.
// SPDX-License-Identifier: Apache-2.0
import { defineControl, evidence, fail, noParameters, pass, unknown } from '../../model/control.ts';
import type { Examples } from '../examples/example.ts';
import { deployment, pod, taskDefinition } from '../examples/workloads.ts';

export const trustLevelDeclared = defineControl({
  id: 'workload-trust/trust-level-declared',
  title: 'Workloads declare their trust level',
  severity: 'low',
  stage: 'stable',
  judges: ['workload'],
  parameters: noParameters,
  references: { nist: ['4.3.4'], attack: ['T1610'] },
  why: 'Workloads of different trust can be kept apart only where each says what it is: public-facing, internal, handling payments.',
  fix: 'Tag the task definition or label the pod with the key that the policy names (`labels.trust`, by default `seawall.dev/trust`), or list it in a group with `trust`.',
  allows: [
    'workloads of a group whose trust level the policy gives',
    'a service or task whose tags the event does not carry: unknown',
  ],
  response: null,
  judge: (workload, { policy, trustOf }) => {
    const key = policy.labels.trust;
    if ((workload.tags?.[key] ?? '') !== '') return pass;
    const trust = trustOf(workload);
    if (!trust.known) return unknown(trust.reason);
    if (trust.level !== null) return pass;
    const path = workload.platform === 'ecs' ? 'tags' : 'metadata.labels';
    return fail([evidence(path, null, key, `no trust level: ${key} is not set`)]);
  },
});

export const examples = (): Examples => ({
  fails: [
    { says: 'a task definition without the tag', given: taskDefinition({ task: { tags: [] } }), at: 'tags' },
    {
      says: 'a pod without the label',
      given: pod({ metadata: { labels: { app: 'web', 'seawall.dev/trust': undefined } } }),
      at: 'metadata.labels',
    },
    {
      says: 'another key, where the policy asks for it',
      given: deployment(),
      policy: { version: 1, labels: { trust: 'acme.test/tier', environment: 'environment' } },
      at: 'metadata.labels',
    },
  ],
  passes: [
    { says: 'a tagged task definition', given: taskDefinition() },
    {
      says: 'a group of the policy gives the level',
      given: pod({ metadata: { labels: { app: 'web', 'seawall.dev/trust': undefined } } }),
      policy: { version: 1, groups: [{ name: 'shop', match: { namespace: 'shop' }, trust: 'high' }] },
    },
  ],
  unknown: [
    {
      says: 'a cluster that nobody knows, where the policy gives levels by cluster',
      given: taskDefinition({ task: { tags: [] } }),
      policy: { version: 1, groups: [{ name: 'shop', match: { cluster: 'shop-*' }, trust: 'high' }] },
    },
  ],
});
