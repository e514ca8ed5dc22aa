// Namespaces whose pods talk to everybody: no default-deny network policy, or one that nothing enforces.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { defineControl, evidence, fail, notApplicable, pass, unknown } from '../../model/control.ts';
import type { GatheredFacts } from '../../model/facts.ts';
import type { Direction, Network } from '../../model/network.ts';
import type { Evidence, Judgement } from '../../model/verdict.ts';
import type { Workload } from '../../model/workload.ts';
import {
  type Enforcement,
  enforcementOf,
  enforcementRequests,
  enforcingClusters,
  everything,
  isolates,
  isolatesAll,
  isolatesPod,
  isolationOf,
  isolationRequests,
  systemNamespaces,
} from '../questions/pod-isolation.ts';

const parameters = z.object({
  directions: z
    .array(z.enum(['ingress', 'egress']))
    .min(1)
    .default(['ingress'])
    .describe('Directions in which a namespace must deny by default'),
  enforcing: enforcingClusters,
  namespaces: z
    .array(z.string())
    .default([...systemNamespaces])
    .describe('Namespaces that need no such policy'),
});

type Parameters = z.output<typeof parameters>;

export const defaultDenyNetwork = defineControl({
  id: 'segmentation/default-deny-network',
  title: 'Namespaces deny traffic by default',
  severity: 'medium',
  stage: 'stable',
  judges: ['workload', 'network'],
  platforms: ['kubernetes'],
  only: 'running',
  parameters,
  facts: (subject, context) => {
    if (exempt(subject, context) !== null) return [];
    return subject.kind === 'network' ? enforcementRequests(subject) : isolationRequests(subject);
  },
  references: {
    nist: ['4.3.3'],
    cis: ['CIS EKS 4.3.2', 'CIS Kubernetes 5.3.2'],
    attack: ['T1046', 'T1210'],
  },
  why: 'Without a policy every pod of the cluster can reach every other, in any namespace: an attacker in one pod can reach them all. A policy that nothing enforces is stored and shown, but has no effect.',
  fix: 'Create a NetworkPolicy with `podSelector: {}` and `policyTypes: [Ingress]` in the namespace and admit what is needed by further ones. On EKS set `enableNetworkPolicy` of the add-on vpc-cni to "true" (Auto Mode: the ConfigMap amazon-vpc-cni), or run Calico or Cilium.',
  allows: [
    'policies for all pods that admit named pods, namespaces, addresses or ports',
    'pods on the network of their node, to which network policies do not apply',
    'the cluster’s own namespaces (parameter `namespaces`)',
    'clusters of which policy says that an engine enforces (parameter `enforcing`)',
  ],
  response: 'apply-default-deny',
  judge: (subject, context) => {
    if (subject.kind === 'network' && subject.resource !== 'network-policy')
      return notApplicable('judges network policies');
    const reason = exempt(subject, context);
    if (reason !== null) return notApplicable(reason);
    const enforcement = enforcementOf(subject, context.facts, context.parameters.enforcing);
    return subject.kind === 'network'
      ? ofPolicy(subject, enforcement, context.parameters)
      : ofWorkload(subject, enforcement, context.facts, context.parameters);
  },
});

/** Why the subject needs no such policy; null: it does. */
function exempt(subject: Network | Workload, given: { readonly parameters: Parameters }): string | null {
  if (given.parameters.namespaces.includes(subject.namespace ?? ''))
    return 'the namespace needs no such policy';
  return subject.kind === 'workload' && subject.isolation.hostNetwork.value
    ? 'network policies do not apply to pods on the network of their node'
    : null;
}

function ofPolicy(policy: Network, enforcement: Enforcement, { directions }: Parameters): Judgement {
  const wide = directions
    .filter((direction) => isolates(policy, direction))
    .flatMap((direction) => open(policy, direction));
  if (wide.length > 0) return fail(wide);
  if (enforcement.enforced === false) return fail([without('metadata.name', policy.name, enforcement)]);
  return enforcement.enforced === null ? unknown(enforcement.reason) : pass;
}

function open(policy: Network, direction: Direction): Evidence[] {
  const rule = everything(policy, direction);
  if (rule === undefined) return [];
  const message = `the network policy ${policy.name} admits ${rule.cidr} on all ports (${direction})`;
  return [evidence(rule.path, 'everything', 'named peers and ports', message)];
}

function without(path: string, found: string | null, { reason }: Enforcement): Evidence {
  return evidence(
    path,
    found,
    'enforced network policies',
    `network policies are not enforced in this cluster: ${reason}`,
  );
}

function ofWorkload(
  workload: Workload,
  enforcement: Enforcement,
  facts: GatheredFacts,
  { directions }: Parameters,
): Judgement {
  const { namespace } = workload;
  const path = 'metadata.namespace';
  const { policies, missing } = isolationOf(workload, facts);
  if (enforcement.enforced === false) return fail([without(path, namespace, enforcement)]);
  const wide = directions.flatMap((direction) =>
    policies
      .filter((policy) => isolatesPod(policy, direction, workload.tags ?? {}))
      .flatMap((policy) => open(policy, direction))
      .map((found) => ({ ...found, path })),
  );
  if (wide.length > 0) return fail(wide);
  const lacking = directions.filter(
    (direction) => !policies.some((policy) => isolatesAll(policy, direction)),
  );
  if (lacking.length === 0) return enforcement.enforced === null ? unknown(enforcement.reason) : pass;
  if (missing !== null) return unknown(missing);
  return fail(
    lacking.map((direction) =>
      evidence(
        path,
        namespace,
        `a default-deny policy for ${direction}`,
        `the namespace ${namespace} admits all ${direction} by default`,
      ),
    ),
  );
}
