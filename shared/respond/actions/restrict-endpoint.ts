// restrict-endpoint: closes the public API endpoint of an EKS cluster to the world.
// SPDX-License-Identifier: Apache-2.0
import { nameOf } from '../../model/arn.ts';
import type { Finding } from '../../model/finding.ts';
import { type JsonObject, stringsOf } from '../../model/json.ts';
import { isWorldRange } from '../../model/network.ts';
import { defineAction } from '../planning/define-action.ts';
import { type OfflinePlan, one } from '../planning/offline.ts';
import { call, change, changed, hold, kept, type Plan, type Planning } from '../planning/planning.ts';

export const restrictEndpoint = defineAction({
  name: 'restrict-endpoint',
  group: 'platform',
  restores: null,
  permissions: ['eks:DescribeCluster'],
  grants: [{ allows: ['eks:UpdateClusterConfig'], on: ['eks:cluster/*'] }],
  reversible: 'the former ranges and the public endpoint are put back',
  limits:
    'Takes some minutes, in which EKS refuses other updates of the cluster. Where the world was the only range, the public endpoint is closed and the private one opened: that waits for people, since whoever comes from outside the VPC is locked out.',
  scope: 'region',
  plan,
  planOffline,
});

async function plan({ subject }: Finding, { state }: Planning): Promise<Plan> {
  if (subject.platform !== 'eks') return hold('guard-error', 'not an EKS cluster');
  const name = nameOf(subject.id);
  const read = call('eks', 'DescribeCluster', { name });
  const now = await state(read);
  if (now.endpointPublicAccess === undefined || now.endpointPublicAccess === null)
    return changed(`cluster ${name} is gone`);
  const ranges = stringsOf(now.publicAccessCidrs);
  const left = ranges.filter((range) => !isWorldRange(range));
  // EKS API reference, VpcConfigRequest: without a list the endpoint is open to 0.0.0.0/0.
  if (now.endpointPublicAccess !== true || (ranges.length > 0 && left.length === ranges.length))
    return changed('the endpoint is not open to the world any more');
  const next: JsonObject =
    left.length > 0
      ? { publicAccessCidrs: left }
      : { endpointPublicAccess: false, endpointPrivateAccess: true };
  const names = Object.keys(next);
  const what = `public endpoint of cluster ${name}`;
  return {
    words: left.length > 0 ? `leave the ${what} to ${left.join(', ')}` : `close the ${what}`,
    calls: [update(name, next)],
    ...kept(change(what, read, now, next)),
    undo: [update(name, Object.fromEntries(names.map((key) => [key, now[key]])))],
    ...(left.length > 0
      ? {}
      : { askFirst: 'whoever reaches the cluster from outside its VPC is locked out' }),
  };
}

function planOffline({ subject }: Finding): OfflinePlan {
  return one('close the endpoint to the world', update(nameOf(subject.id), null));
}

function update(name: string, resourcesVpcConfig: JsonObject | null) {
  return call('eks', 'UpdateClusterConfig', { name, resourcesVpcConfig });
}
