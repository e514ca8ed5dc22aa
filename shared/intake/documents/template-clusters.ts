// Clusters of a template, and the access entries that say who administers one.
// SPDX-License-Identifier: Apache-2.0
import { at } from '../../model/at.ts';
import { type JsonObject, objectOf } from '../../model/json.ts';
import type { AdminEntry, Cluster } from '../../model/platform.ts';
import { cursor, down, isAbsent, items, plain, settledStrings, unsettledReason } from '../workload/cursor.ts';
import type { Where } from '../workload/where.ts';
import { administersCluster } from './access-entry.ts';
import { blankCluster } from './blank.ts';
import { camelCased } from './camel.ts';
import { ecsCluster, eksCluster } from './cluster.ts';

/**
 * AWS::EKS::Cluster: what it leaves unsaid has EKS's default, a public endpoint, open to all, and no logs
 * (EKS API Reference, VpcConfigRequest and CreateCluster).
 */
export function eksClusterResource(properties: JsonObject, where: Where): Cluster {
  const said = objectOf(camelCased(properties));
  const cluster = eksCluster(said, where);
  const endpoint = down(cursor(said), 'resourcesVpcConfig', 'endpointPublicAccess');
  return {
    ...cluster,
    publicEndpoint: isAbsent(endpoint) ? at(true, endpoint.path) : cluster.publicEndpoint,
    logTypes: enabledTypes(said),
  };
}

/** The template lists the types that are on (`EnabledTypes`), where the API lists all with a switch each. */
function enabledTypes(said: JsonObject): Cluster['logTypes'] {
  const types = down(cursor(said), 'logging', 'clusterLogging', 'enabledTypes');
  const reason = unsettledReason(types.value);
  if (reason !== null) return { value: null, path: types.path, unsettled: reason };
  return at(
    items(types).flatMap((item) => plain(down(item, 'type')) ?? []),
    types.path,
  );
}

/** AWS::ECS::Cluster spells `settings` otherwise; what it leaves unsaid is not set. */
export function ecsClusterResource(properties: JsonObject, where: Where): Cluster {
  const said = objectOf(camelCased(properties));
  return ecsCluster({ ...said, settings: said.clusterSettings ?? null }, where, true);
}

/** AWS::EKS::AccessEntry: of its cluster it tells one entry. */
export function accessEntryResource(properties: JsonObject, where: Where): Cluster {
  const from = cursor(properties);
  const name = plain(down(from, 'ClusterName')) ?? where.name ?? 'cluster';
  const blank = blankCluster(where, 'eks', name, 'an access entry does not tell it');
  const id = where.id ?? blank.id;
  const found = grantsOf(properties);
  return {
    ...blank,
    id,
    name: where.name ?? name,
    identity: where.identity ?? id,
    adminEntries: at(found, ''),
  };
}

function grantsOf(properties: JsonObject): readonly AdminEntry[] {
  const from = cursor(properties);
  const principal = plain(down(from, 'PrincipalArn')) ?? 'a principal that only the deployment names';
  const entry = (grant: string, path: string): AdminEntry => ({
    principal,
    through: 'access-entry',
    grant,
    path,
  });
  const policies = items(down(from, 'AccessPolicies')).flatMap((item) => {
    const policy = down(item, 'PolicyArn');
    const arn = plain(policy) ?? '';
    const administers = administersCluster(arn, plain(down(item, 'AccessScope', 'Type')));
    return administers ? [entry(arn, policy.path)] : [];
  });
  const groups = settledStrings(down(from, 'KubernetesGroups'));
  return groups.value.includes('system:masters')
    ? [...policies, entry('system:masters', groups.path)]
    : policies;
}
