// The network around a running ECS workload: which facts tell it, and what they told.
// SPDX-License-Identifier: Apache-2.0
import { known } from '../../model/at.ts';
import type { FactRequestOf, GatheredFacts } from '../../model/facts.ts';
import type { Network } from '../../model/network.ts';
import type { Workload } from '../../model/workload.ts';

type GroupRequest = FactRequestOf<'security-group'> | FactRequestOf<'network-interface'>;

/** Asks for the security groups: a task's by its interfaces, which alone tell them, a service's or request's by their ids. */
export function groupRequests({ account, region, network, running }: Workload): readonly GroupRequest[] {
  if (!running) return [];
  const ofInterface = (interfaceId: string): GroupRequest => ({
    fact: 'network-interface',
    account,
    region,
    interfaceId,
  });
  if (network.interfaces.length > 0) return network.interfaces.map(ofInterface);
  return network.securityGroups.value.map((groupId) => ({
    fact: 'security-group',
    account,
    region,
    groupId,
  }));
}

/** The groups where all of them stand in the template that runs the workload. */
export function groupsBeside({ running, beside }: Workload): readonly Network[] | null {
  return running ? (beside?.groups ?? null) : null;
}

export interface GroupsOf {
  readonly groups: readonly Network[];
  /** Why some of them are not known; null: all are. */
  readonly missing: string | null;
  /** Where the workload names them. */
  readonly path: string;
}

/** The security groups as far as the facts asked for by `groupRequests` tell; null where the workload has none that is known. */
export function groupsOf(workload: Workload, facts: GatheredFacts): GroupsOf | null {
  const here = groupsBeside(workload);
  const { path } = workload.network.securityGroups;
  if (here !== null) return { groups: here, missing: null, path };
  const requests = groupRequests(workload);
  if (requests.length === 0) return usesDefault(workload) ? { groups: [], missing: unnamed, path } : null;
  const groups: Network[] = [];
  let missing: string | null = null;
  for (const request of requests) {
    const told = ofRequest(request, facts);
    if (typeof told === 'string') missing ??= told;
    else groups.push(...told);
  }
  return { groups, missing, path };
}

// ECS API reference, AwsVpcConfiguration.
const unnamed = 'it names no security group, so that the default one of its VPC applies';

/** App Runner runs in a VPC of AWS, where no group of anybody else applies (App Runner Developer Guide, "Networking with App Runner"). */
function usesDefault({ running, network, objectKind }: Workload): boolean {
  if (objectKind === 'AppRunnerService') return false;
  return running && known(network.mode) === 'awsvpc' && known(network.securityGroups) !== null;
}

/** The groups, or why they are not known. */
function ofRequest(request: GroupRequest, facts: GatheredFacts): readonly Network[] | string {
  if (request.fact === 'network-interface') {
    const answer = facts.get(request);
    return answer.ok
      ? answer.value.groups
      : `the interface ${request.interfaceId} is not known: ${answer.reason}`;
  }
  const answer = facts.get(request);
  return answer.ok ? [answer.value] : `the rules of ${request.groupId} are not known: ${answer.reason}`;
}
