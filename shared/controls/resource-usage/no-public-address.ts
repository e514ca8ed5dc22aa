// Workloads that stand on the internet themselves, or behind a load balancer that does.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { known } from '../../model/at.ts';
import { defineControl, evidence, fail, notApplicable, pass, unknown } from '../../model/control.ts';
import type { FactRequest, FactRequestOf, GatheredFacts } from '../../model/facts.ts';
import { matchesAny } from '../../model/glob.ts';
import { selects, type TemplateBalancer } from '../../model/network.ts';
import type { Evidence } from '../../model/verdict.ts';
import type { Workload } from '../../model/workload.ts';

const parameters = z.object({
  workloads: z
    .array(z.string())
    .default([])
    .describe('Names (globs) of workloads that may be public, such as the front door'),
  'load-balancers': z
    .array(z.string())
    .default([])
    .describe('Names or ARNs (globs) of load balancers that may face the internet'),
});

export const noPublicAddress = defineControl({
  id: 'resource-usage/no-public-address',
  title: 'Workloads are public only where the policy says so',
  severity: 'high',
  stage: 'stable',
  judges: ['workload'],
  only: 'running',
  parameters,
  facts: requestsOf,
  references: { nist: ['4.3.3', '4.4.2'], fsbp: ['ECS.2'], attack: ['T1133', 'T1190'] },
  why: 'Anything with a public address is scanned within minutes of its start. Those who made it public by mistake seldom notice.',
  fix: 'Set `assignPublicIp: DISABLED` and run the task in a private subnet, behind an internal load balancer. On App Runner set `IsPubliclyAccessible: false`. On Kubernetes set `service.beta.kubernetes.io/aws-load-balancer-scheme: internal` on the Service. Name what is meant to be public in the policy (`workloads`, `load-balancers`).',
  allows: [
    'internal load balancers',
    'Services of type ClusterIP or NodePort, internal Ingresses',
    'Ingresses of other controllers than AWS’s: those lead to pods of the controller, which its own Service exposes',
    'workloads and load balancers that the parameters name',
    'tasks on the network of their host (bridge, host): the host is judged',
  ],
  response: 'stop-workload',
  judge: (workload, context) => {
    if (matchesAny(context.parameters.workloads, workload.name))
      return notApplicable('the policy lets the workload be public');
    const allowed = context.parameters['load-balancers'];
    const looks =
      workload.platform === 'ecs'
        ? [...addresses(workload, context.facts), ...balancers(workload, context.facts, allowed)]
        : services(workload, context.facts, allowed);
    const found = looks.flatMap((look) => (typeof look === 'string' ? [] : [look]));
    if (found.length > 0) return fail(found);
    const missing = looks.find((look) => typeof look === 'string');
    return missing === undefined ? pass : unknown(missing);
  },
});

/** What is wrong, or why it is not known. */
type Look = Evidence | string;

function interfaceRequests({ account, region, network }: Workload): FactRequestOf<'network-interface'>[] {
  return network.interfaces.map((interfaceId) => ({
    fact: 'network-interface',
    account,
    region,
    interfaceId,
  }));
}

/** A task's own service tells its load balancers; what is about to run names them itself. */
function balancerRequest({
  account,
  region,
  cluster,
  network,
  source,
  beside,
}: Workload): FactRequestOf<'load-balancers'> | null {
  if (beside?.balancers) return null;
  const base = { fact: 'load-balancers', account, region, cluster } as const;
  if (source === 'task' && network.service !== null)
    return { ...base, service: network.service, targets: [] };
  const targets = network.balancedBy.value;
  return targets.length === 0 ? null : { ...base, service: null, targets };
}

function requestsOf(
  workload: Workload,
  context: { readonly parameters: z.output<typeof parameters> },
): readonly FactRequest[] {
  if (matchesAny(context.parameters.workloads, workload.name)) return [];
  if (workload.platform === 'kubernetes') return [exposuresRequest(workload)];
  const request = balancerRequest(workload);
  return [...interfaceRequests(workload), ...(request === null ? [] : [request])];
}

function addresses(workload: Workload, facts: GatheredFacts): readonly Look[] {
  const { network } = workload;
  const requests = interfaceRequests(workload);
  if (requests.length > 0)
    return requests.flatMap((request): readonly Look[] => {
      const answer = facts.get(request);
      if (!answer.ok) return [`the interface ${request.interfaceId} is not known: ${answer.reason}`];
      const { publicAddress: address } = answer.value;
      const { path } = network.securityGroups;
      return address === null
        ? []
        : [evidence(path, address, null, `the task has the public address ${address}`)];
    });
  const mode = known(network.mode);
  // Only in awsvpc does a task have an interface, and so an address, of its own.
  if (mode !== null && mode !== 'awsvpc') return [];
  const { publicAddress } = network;
  return publicAddress.value === true
    ? [evidence(publicAddress.path, 'ENABLED', 'DISABLED', 'the workload gets a public address')]
    : [];
}

function balancers(workload: Workload, facts: GatheredFacts, allowed: readonly string[]): readonly Look[] {
  const here = workload.beside?.balancers ?? null;
  if (here !== null) return facingOf(workload, here, allowed);
  const request = balancerRequest(workload);
  if (request === null) return [];
  const answer = facts.get(request);
  if (!answer.ok) return [`its load balancers are not known: ${answer.reason}`];
  return facingOf(workload, answer.value, allowed);
}

/** Of load balancers, those that face the internet and may not; one of a template has no ARN yet. */
function facingOf(
  { network }: Workload,
  found: readonly (TemplateBalancer & { readonly arn?: string })[],
  allowed: readonly string[],
): readonly Look[] {
  return found
    .filter(({ internetFacing }) => internetFacing)
    .filter(({ name, arn = name }) => !matchesAny(allowed, name) && !matchesAny(allowed, arn))
    .map(({ name, arn = name }) =>
      evidence(
        network.balancedBy.path,
        arn,
        'an internal load balancer',
        `the load balancer ${name} faces the internet`,
      ),
    );
}

function exposuresRequest({ account, region, cluster, namespace }: Workload): FactRequestOf<'exposures'> {
  return { fact: 'exposures', account, region, cluster, namespace: namespace ?? 'default' };
}

/** Services and Ingresses that send the pod traffic from the internet. One that selects nothing sends nothing. */
function services(workload: Workload, facts: GatheredFacts, allowed: readonly string[]): readonly Look[] {
  const answer = facts.get(exposuresRequest(workload));
  if (!answer.ok) return [`the Services of the namespace are not known: ${answer.reason}`];
  const { items, complete } = answer.value;
  const found = items
    .filter(({ name, internetFacing }) => internetFacing && !matchesAny(allowed, name))
    .filter(({ pods }) => Object.keys(pods).length > 0 && takes(pods, workload.tags ?? {}))
    .map(({ kind, name }) =>
      evidence(
        'metadata.labels',
        `${kind}/${name}`,
        `an internal ${kind}`,
        `the ${kind} ${name} puts it on the internet`,
      ),
    );
  const others = 'the namespace may have Services or Ingresses that are not given here';
  return complete ? found : [...found, others];
}

function takes(pods: Readonly<Record<string, string>>, labels: Readonly<Record<string, string>>): boolean {
  return selects({ labels: pods, expressions: [] }, labels);
}
