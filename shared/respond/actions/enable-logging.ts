// enable-logging: has a cluster keep the logs that show who did what.
// SPDX-License-Identifier: Apache-2.0

import { objectsOf } from '../../gather/api.ts';
import { nameOf } from '../../model/arn.ts';
import type { Finding } from '../../model/finding.ts';
import { dig, type JsonObject, objectOf, stringsOf } from '../../model/json.ts';
import { table } from '../../model/table.ts';
import { defineAction } from '../planning/define-action.ts';
import { type OfflinePlan, one } from '../planning/offline.ts';
import { call, change, changed, kept, type Plan, type Planning } from '../planning/planning.ts';

export const enableLogging = defineAction({
  name: 'enable-logging',
  group: 'platform',
  restores: null,
  permissions: ['eks:DescribeCluster', 'ecs:DescribeClusters'],
  grants: [
    { allows: ['ecs:UpdateCluster'], on: ['ecs:cluster/*'] },
    { allows: ['eks:UpdateClusterConfig'], on: ['eks:cluster/*'] },
  ],
  reversible: 'the logs that were switched on are switched off again',
  limits:
    'Only what the evidence asks for. CloudWatch charges for what is kept. On EKS it takes some minutes, in which EKS refuses other updates of the cluster.',
  scope: 'region',
  plan: (finding, planning) =>
    finding.subject.platform === 'eks' ? planEks(finding, planning) : planEcs(finding, planning),
  planOffline,
});

async function planEks(finding: Finding, { state }: Planning): Promise<Plan> {
  const name = nameOf(finding.subject.id);
  const read = call('eks', 'DescribeCluster', { name });
  const now = await state(read);
  if (Object.keys(now).length === 0) return changed(`cluster ${name} is gone`);
  const wanted = finding.evidence.flatMap(({ wanted: types }) => stringsOf(types));
  const types = [...new Set(wanted)].filter((type) => now[`log ${type}`] !== true);
  if (types.length === 0) return changed('the logs are switched on');
  const set = (enabled: boolean) => updateEks(name, { clusterLogging: [{ types, enabled }] });
  const after = Object.fromEntries(types.map((type) => [`log ${type}`, true]));
  return {
    words: `switch the logs ${types.join(', ')} of cluster ${name} on`,
    calls: [set(true)],
    ...kept(change(`logs of cluster ${name}`, read, now, after)),
    undo: [set(false)],
  };
}

function planOffline({ subject }: Finding): OfflinePlan {
  const name = nameOf(subject.id);
  const update = subject.platform === 'eks' ? updateEks(name, null) : updateEcs(name, { settings: null });
  return one('switch the missing logs on', update);
}

function updateEks(name: string, logging: JsonObject | null) {
  return call('eks', 'UpdateClusterConfig', { name, logging });
}

function updateEcs(cluster: string, change: JsonObject) {
  return call('ecs', 'UpdateCluster', { cluster, ...change });
}

async function planEcs(finding: Finding, { reader, state }: Planning): Promise<Plan> {
  const cluster = nameOf(finding.subject.id);
  const read = call('ecs', 'DescribeClusters', {
    clusters: [cluster],
    include: ['SETTINGS', 'CONFIGURATIONS'],
  });
  const [found] = objectsOf((await reader.get('ecs', read.operation, read.parameters)).clusters);
  if (found === undefined || found.status === 'INACTIVE') return changed(`cluster ${cluster} is gone`);
  const now = await state(read);
  const next = { ...insights(finding, now), ...execLogging(finding, now) };
  if (Object.keys(next).length === 0) return changed('the logs are switched on');
  const former = Object.fromEntries(Object.keys(next).map((key) => [key, now[key] ?? null]));
  return {
    words: `switch ${Object.keys(next)
      .map((key) => words[key] ?? key)
      .join(' and ')} of cluster ${cluster} on`,
    calls: [update(cluster, next)],
    ...kept(change(`logs of cluster ${cluster}`, read, now, next)),
    undo: [update(cluster, former)],
  };
}

const words: Readonly<Record<string, string>> = table({
  containerInsights: 'Container Insights',
  configuration: 'the logs of ECS Exec sessions',
});

function insights({ evidence }: Finding, { containerInsights }: JsonObject): JsonObject {
  const wanted = evidence.some(({ wanted }) => wanted === 'enabled');
  return wanted && containerInsights === 'disabled' ? { containerInsights: 'enabled' } : {};
}

/** Sessions then log as their container does, which needs no further place to be named (ECS API reference, ExecuteCommandConfiguration). */
function execLogging({ evidence }: Finding, { configuration }: JsonObject): JsonObject {
  const wanted = evidence.some(({ wanted }) => wanted === 'DEFAULT');
  const former = objectOf(dig(configuration, 'executeCommandConfiguration'));
  if (!wanted || former.logging !== 'NONE') return {};
  return {
    configuration: {
      ...objectOf(configuration),
      executeCommandConfiguration: { ...former, logging: 'DEFAULT' },
    },
  };
}

function update(cluster: string, { containerInsights, configuration }: JsonObject) {
  return updateEcs(cluster, {
    ...(containerInsights === undefined
      ? {}
      : { settings: [{ name: 'containerInsights', value: containerInsights }] }),
    ...(configuration === undefined ? {} : { configuration }),
  });
}
