// Tasks in subnets that the internet can reach.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import {
  defineControl,
  evidence,
  fail,
  failIfAny,
  notApplicable,
  pass,
  unknown,
} from '../../model/control.ts';
import type { FactRequestOf, GatheredFacts } from '../../model/facts.ts';
import type { TemplateSubnet } from '../../model/network.ts';
import type { Evidence, Judgement } from '../../model/verdict.ts';
import type { Workload } from '../../model/workload.ts';
import type { Examples } from '../examples/example.ts';
import { subnet, subnetId } from '../examples/networks.ts';
import { ecsService, ecsTask, taskDefinition } from '../examples/workloads.ts';

export const privateSubnet = defineControl({
  id: 'segmentation/private-subnet',
  title: 'Tasks run in subnets that the internet cannot reach',
  severity: 'medium',
  stage: 'stable',
  judges: ['workload'],
  platforms: ['ecs'],
  only: 'running',
  parameters: z.object({
    subnets: z.array(z.string()).default([]).describe('Ids of public subnets in which tasks may run'),
  }),
  facts: (workload, { parameters }) => subnetsOf(workload, parameters.subnets),
  references: { nist: ['4.3.3'], cis: ['CIS EKS 5.4.3'], attack: ['T1133', 'T1190'] },
  why: 'In a subnet that routes to an internet gateway, a single public address or security group rule exposes a container to everybody.',
  fix: 'Run the tasks in subnets whose default route is a NAT gateway, or that reach AWS through VPC endpoints; leave the public subnets to the load balancers.',
  allows: [
    'default routes to a NAT gateway, an egress-only internet gateway, a transit gateway or a firewall',
    'routes to an internet gateway for single addresses',
    'tasks on the network of their host (bridge, host): the host is judged',
    'subnets of the parameter',
  ],
  response: null,
  judge: (workload, { parameters, facts }) => {
    const here = besideIt(workload);
    return here === null ? ofFacts(workload, parameters.subnets, facts) : ofTemplate(workload, here);
  },
});

function ofFacts(workload: Workload, allowed: readonly string[], facts: GatheredFacts): Judgement {
  const requests = subnetsOf(workload, allowed);
  if (requests.length === 0)
    return workload.network.subnets.value.length > 0
      ? pass
      : notApplicable('the workload has no subnet of its own');
  const found: Evidence[] = [];
  let missing: string | null = null;
  for (const request of requests) {
    const answer = facts.get(request);
    if (!answer.ok) missing ??= `the routes of ${request.subnetId} are not known: ${answer.reason}`;
    else if (answer.value.internetRoute !== null)
      found.push(isPublic(workload, request.subnetId, answer.value.internetRoute));
  }
  if (found.length > 0) return fail(found);
  return missing === null ? pass : unknown(missing);
}

/** The subnets where all of them stand in the template that runs the workload, with their routes. */
function besideIt({ running, beside }: Workload): readonly TemplateSubnet[] | null {
  return running ? (beside?.subnets ?? null) : null;
}

function ofTemplate(workload: Workload, subnets: readonly TemplateSubnet[]): Judgement {
  return failIfAny(
    subnets.flatMap(({ name, internetRoute }) =>
      internetRoute === null ? [] : [isPublic(workload, name, internetRoute)],
    ),
  );
}

function subnetsOf(workload: Workload, allowed: readonly string[]): readonly FactRequestOf<'subnet'>[] {
  if (besideIt(workload) !== null) return [];
  const { account, region, network } = workload;
  return network.subnets.value
    .filter((id) => !allowed.includes(id))
    .map((id) => ({ fact: 'subnet', account, region, subnetId: id }));
}

function isPublic(
  { network }: Workload,
  id: string,
  route: { destination: string; gateway: string; routeTable: string },
): Evidence {
  const found = `${route.destination} → ${route.gateway} (${route.routeTable})`;
  return evidence(
    network.subnets.path,
    found,
    'no route to an internet gateway',
    `${id} routes ${route.destination} to the internet gateway ${route.gateway}`,
  );
}

export const examples = (): Examples => ({
  fails: [
    {
      says: 'a service in a public subnet',
      given: ecsService(),
      facts: [subnet('0.0.0.0/0')],
      at: 'networkConfiguration.awsvpcConfiguration.subnets',
    },
    {
      says: 'a task in a subnet that is public over IPv6',
      given: ecsTask(),
      facts: [subnet('::/0')],
      at: 'attachments',
    },
  ],
  passes: [
    { says: 'a subnet without such a route', given: ecsService(), facts: [subnet(null)] },
    {
      says: 'a public subnet that the policy allows',
      given: ecsService(),
      policy: {
        version: 1,
        controls: { 'segmentation/private-subnet': { parameters: { subnets: [subnetId] } } },
      },
    },
  ],
  unknown: [{ says: 'a subnet whose routes were not looked up', given: ecsService() }],
  notApplicable: [
    { says: 'a definition, which names no subnet', given: taskDefinition() },
    {
      says: 'a service on the network of its hosts',
      given: ecsService({ service: { launchType: 'EC2', networkConfiguration: undefined } }),
    },
  ],
});
