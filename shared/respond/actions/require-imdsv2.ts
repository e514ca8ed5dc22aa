// require-imdsv2: has the metadata service of an instance answer with a session token only.
// SPDX-License-Identifier: Apache-2.0
import { nameOf } from '../../model/arn.ts';
import type { Finding } from '../../model/finding.ts';
import type { JsonObject } from '../../model/json.ts';
import { defineAction } from '../planning/define-action.ts';
import { type OfflinePlan, one } from '../planning/offline.ts';
import { call, change, changed, hold, kept, type Plan, type Planning } from '../planning/planning.ts';

export const requireImdsv2 = defineAction({
  name: 'require-imdsv2',
  group: 'platform',
  restores: null,
  permissions: ['ec2:DescribeInstances'],
  grants: [{ allows: ['ec2:ModifyInstanceMetadataOptions'], on: ['ec2:instance/*'] }],
  reversible: 'the former metadata options are put back',
  limits:
    'Programs that still ask without a token lose the instance’s credentials. The launch template stays as it is, so new instances come as before.',
  scope: 'region',
  plan,
  planOffline,
});

async function plan(finding: Finding, { state }: Planning): Promise<Plan> {
  const InstanceId = instanceNamed(finding) ?? hold('guard-error', 'the finding names no EC2 instance');
  const read = call('ec2', 'DescribeInstances', { InstanceIds: [InstanceId] });
  const now = await state(read);
  if (now.HttpTokens === undefined) return changed(`instance ${InstanceId} is gone`);
  const after = { ...tokens(now), ...hops(now, finding) };
  const names = Object.keys(after);
  if (names.length === 0) return changed('the metadata options are in order');
  const former = Object.fromEntries(names.map((name) => [name, now[name]]));
  return {
    words: `demand session tokens of the metadata service of ${InstanceId}`,
    calls: [modify(InstanceId, after)],
    ...kept(change(`metadata options of ${InstanceId}`, read, now, after)),
    undo: [modify(InstanceId, former)],
  };
}

function planOffline(finding: Finding): OfflinePlan {
  const words = 'demand session tokens of the metadata service';
  return one(words, modify(instanceNamed(finding), { HttpTokens: 'required' }));
}

function instanceNamed({ subject }: Finding): string | null {
  const name = nameOf(subject.id);
  return /^i-[0-9a-f]+$/.test(name) ? name : null;
}

function modify(InstanceId: string | null, options: JsonObject) {
  return call('ec2', 'ModifyInstanceMetadataOptions', { InstanceId, ...options });
}

function tokens({ HttpTokens, HttpEndpoint }: JsonObject): JsonObject {
  return HttpTokens === 'required' || HttpEndpoint === 'disabled' ? {} : { HttpTokens: 'required' };
}

/** More than one hop lets containers in bridge and awsvpc mode reach the service (EC2 User Guide, "Use the Instance Metadata Service"). */
function hops({ HttpPutResponseHopLimit: limit }: JsonObject, { evidence }: Finding): JsonObject {
  const found = evidence.some(({ path }) => path.toLowerCase().endsWith('hoplimit'));
  return found && limit !== 1 ? { HttpPutResponseHopLimit: 1 } : {};
}
