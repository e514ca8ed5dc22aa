// Clusters as DescribeCluster (EKS) and DescribeClusters (ECS) show them.
// SPDX-License-Identifier: Apache-2.0
import { nameOf, parseArn } from '../../model/arn.ts';
import { at, unsettled } from '../../model/at.ts';
import { isObject, type JsonObject, stringMapOf, stringOf } from '../../model/json.ts';
import type { Cluster } from '../../model/platform.ts';
import {
  cursor,
  down,
  isAbsent,
  items,
  plain,
  settledFlag,
  settledString,
  settledStrings,
  unsettledReason,
} from '../workload/cursor.ts';
import { tagList } from '../workload/tags.ts';
import type { Where } from '../workload/where.ts';

export function clusterOf(value: JsonObject, where: Where): Cluster {
  return isObject(value.resourcesVpcConfig) || typeof value.arn === 'string'
    ? eksCluster(value, where)
    : ecsCluster(value, where, false);
}

function base(platform: 'ecs' | 'eks', arn: string | null, name: string | null, where: Where) {
  const id = where.id ?? arn ?? name ?? where.unnamed ?? 'cluster';
  const place = parseArn(arn);
  return {
    kind: 'cluster' as const,
    platform,
    id,
    name: where.name ?? name ?? id,
    identity: where.identity ?? id,
    account: place?.account ?? where.account,
    region: place?.region ?? where.region,
    cluster: name ?? nameOf(id),
    namespace: null,
  };
}

export function eksCluster(value: JsonObject, where: Where): Cluster {
  const from = cursor(value);
  const logging = down(from, 'logging', 'clusterLogging');
  const enabled = items(logging).filter((entry) => settledFlag(down(entry, 'enabled')).value === true);
  const encryption = down(from, 'encryptionConfig');
  return {
    ...base('eks', stringOf(value.arn), stringOf(value.name), where),
    tags: isObject(value.tags) ? stringMapOf(value.tags) : null,
    version: settledString(down(from, 'version')),
    publicEndpoint: settledFlag(down(from, 'resourcesVpcConfig', 'endpointPublicAccess')),
    publicCidrs: settledStrings(down(from, 'resourcesVpcConfig', 'publicAccessCidrs')),
    logTypes: at(
      enabled.flatMap((entry) => settledStrings(down(entry, 'types')).value),
      logging.path,
    ),
    encryptionKeys: at(
      items(encryption).flatMap((entry) => plain(down(entry, 'provider', 'keyArn')) ?? []),
      encryption.path,
    ),
    containerInsights: at(null, ''),
    execLogging: at(null, ''),
    adminEntries: unsettled([], 'accessEntries', 'the access entries are not part of this answer'),
  };
}

/**
 * `settings` and `configuration` are there only where the call asked for them (API reference, DescribeClusters).
 * @param asked whether it did, so that what is not there is not set
 */
export function ecsCluster(value: JsonObject, where: Where, asked: boolean): Cluster {
  const from = cursor(value);
  const settings = down(from, 'settings');
  const insights = items(settings).find((item) => plain(down(item, 'name')) === 'containerInsights');
  const logging = down(from, 'configuration', 'executeCommandConfiguration', 'logging');
  const open = [settings, ...items(settings)].find((item) => unsettledReason(item.value) !== null);
  const missing = (path: string) =>
    asked ? at(null, path) : unsettled(null, path, 'it is not part of this answer');
  const unsaid = open === undefined ? missing(settings.path) : settledString(open);
  return {
    ...base('ecs', stringOf(value.clusterArn), stringOf(value.clusterName), where),
    tags: isAbsent(down(from, 'tags')) ? null : tagList(down(from, 'tags')),
    version: at(null, ''),
    publicEndpoint: at(null, ''),
    publicCidrs: at([], ''),
    logTypes: at(null, ''),
    encryptionKeys: at(null, ''),
    containerInsights: insights === undefined ? unsaid : settledString(down(insights, 'value')),
    execLogging: isAbsent(down(from, 'configuration')) ? missing(logging.path) : settledString(logging),
    adminEntries: at([], ''),
  };
}
