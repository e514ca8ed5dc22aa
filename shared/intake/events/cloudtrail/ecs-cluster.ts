// ECS clusters: Container Insights and the logging of ECS Exec. Shapes: Amazon ECS API Reference, Cluster.
// SPDX-License-Identifier: Apache-2.0
import { shortName } from '../../../model/arn.ts';
import { isObject, type JsonObject, objectOf, stringOf } from '../../../model/json.ts';
import type { Cluster } from '../../../model/platform.ts';
import { blankCluster } from '../../documents/blank.ts';
import { ecsCluster as described } from '../../documents/cluster.ts';
import { nowhere } from '../../workload/where.ts';
import { type Change, partOf } from './change.ts';
import type { CloudTrailRecord } from './record.ts';

/** What CreateCluster leaves unsaid has the documented default: no Insights, exec sessions logged as the container logs. */
export function ecsCluster(record: CloudTrailRecord): Change {
  return clusterFrom(record, { clusterSettings: null, execLogging: 'DEFAULT' });
}

export function updatedEcsCluster(record: CloudTrailRecord): Change {
  return clusterFrom(record, {});
}

interface Defaults {
  readonly clusterSettings?: null;
  readonly execLogging?: string;
}

function clusterFrom(record: CloudTrailRecord, defaults: Defaults): Change {
  const answered = record.response?.cluster;
  const told: JsonObject = { ...objectOf(record.parameters), ...objectOf(answered) };
  const named = stringOf(told.clusterName) ?? stringOf(record.parameters?.cluster);
  const name = shortName(named) ?? 'default';
  const { account, region } = record;
  const blank = (reason: string) => blankCluster(record, 'ecs', name, reason);
  // Only a request or an answer that is there says by silence that the default holds.
  const silent = record.parameters === null && !isObject(answered) ? {} : defaults;
  return {
    pending: [
      partOf({ fact: 'cluster', account, region, platform: 'ecs', name }, blank, (cluster) =>
        overlaid(cluster, told, silent),
      ),
    ],
  };
}

function overlaid(cluster: Cluster, told: JsonObject, defaults: Defaults): Cluster {
  const { containerInsights, execLogging } = described(told, nowhere, true);
  const logging = execLogging.value ?? defaults.execLogging;
  return {
    ...cluster,
    ...(containerInsights.value === null && defaults.clusterSettings === undefined
      ? {}
      : { containerInsights }),
    ...(logging === undefined ? {} : { execLogging: { ...execLogging, value: logging } }),
  };
}
