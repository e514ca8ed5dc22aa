// The fact `cluster`: an ECS or EKS cluster's settings.
// SPDX-License-Identifier: Apache-2.0
import { administersCluster } from '../../intake/documents/access-entry.ts';
import { adminsOfAwsAuth, awsAuthUnseen, isAwsAuth } from '../../intake/documents/aws-auth.ts';
import { ecsCluster, eksCluster } from '../../intake/documents/cluster.ts';
import { nameOf } from '../../model/arn.ts';
import { type At, at, unsettled } from '../../model/at.ts';
import type { FactAnswer, FactPlace, FactRequestOf } from '../../model/facts.ts';
import { dig, isObject, type JsonObject, objectOf, stringOf } from '../../model/json.ts';
import type { AdminEntry, Cluster } from '../../model/platform.ts';
import { type AwsApi, objectsOf } from '../api.ts';
import { defineFact } from '../define-fact.ts';
import { giveUp, placeOf, type Reader, reading, whereOf } from '../reading.ts';
import { onlyOne } from './ecs.ts';

declare module '../../model/facts.ts' {
  interface FactTypes {
    cluster: { ask: FactPlace & { platform: 'ecs' | 'eks'; name: string }; value: Cluster };
  }
}

/** DescribeClusters (ECS), or DescribeCluster and the access entries (EKS), by ARN or name. */
function readCluster(ask: FactRequestOf<'cluster'>, api: AwsApi): Promise<FactAnswer<'cluster'>> {
  const place = placeOf(ask, ask.name);
  return reading(api, place, (reader) =>
    ask.platform === 'ecs' ? readEcs(reader, ask.name, place) : readEks(reader, nameOf(ask.name), place),
  );
}

async function readEcs(reader: Reader, name: string, place: FactPlace): Promise<Cluster> {
  const output = await reader.get('ecs', 'DescribeClusters', {
    clusters: [name],
    include: ['SETTINGS', 'CONFIGURATIONS', 'TAGS'],
  });
  const found = onlyOne(output, 'clusters', 'ecs.DescribeClusters', name);
  if (isDeleted(found)) giveUp('not-found', `ecs.DescribeClusters: ${nameOf(name)} is deleted`);
  const cluster = ecsCluster(found, { ...whereOf(place), unnamed: nameOf(name) }, true);
  return { ...cluster, tags: cluster.tags ?? {} };
}

async function readEks(reader: Reader, name: string, place: FactPlace): Promise<Cluster> {
  const { cluster } = await reader.get('eks', 'DescribeCluster', { name });
  if (!isObject(cluster) || isDeleted(cluster))
    return giveUp('not-found', `eks.DescribeCluster: ${name} not found`);
  const known = eksCluster(cluster, { ...whereOf(place), name });
  const mode = stringOf(dig(cluster, 'accessConfig', 'authenticationMode'));
  return { ...known, tags: known.tags ?? {}, adminEntries: await adminEntries(reader, name, mode) };
}

/** Both services show a deleted cluster a while longer (ECS API reference, Cluster; EKS API reference, Cluster). */
function isDeleted({ status }: JsonObject): boolean {
  return ['DEPROVISIONING', 'INACTIVE', 'DELETING'].includes(String(status));
}

/** Access entries that make an administrator. What cannot be read is unsettled with its reason, never an empty list. */
async function adminEntries(
  reader: Reader,
  clusterName: string,
  mode: string | null,
): Promise<At<readonly AdminEntry[]>> {
  // EKS User Guide, "Change authentication mode to use access entries": API knows entries only, CONFIG_MAP only the
  // aws-auth ConfigMap (and refuses to list entries), the third mode both.
  const entries = mode === 'CONFIG_MAP' ? at([], 'accessEntries') : await listEntries(reader, clusterName);
  if (mode === 'API') return entries;
  const mapped = await readMappedEntries(reader, clusterName);
  const open = [entries, mapped].find((part) => part.unsettled !== undefined);
  return { ...(open ?? entries), value: [...entries.value, ...mapped.value] };
}

async function listEntries(reader: Reader, clusterName: string): Promise<At<readonly AdminEntry[]>> {
  const entries = await reader.part(() => readEntries(reader, clusterName));
  return entries.ok ? at(entries.value, 'accessEntries') : unsettled([], 'accessEntries', entries.reason);
}

/** AWS has no call that shows the ConfigMap; a snapshot may hold it (`Kubernetes.ListConfigMaps`). */
async function readMappedEntries(reader: Reader, cluster: string): Promise<At<readonly AdminEntry[]>> {
  const answer = await reader.attempt('kubernetes', 'ListConfigMaps', { cluster });
  if (!answer.ok) return unsettled([], 'data', awsAuthUnseen);
  const map = objectsOf(answer.output.items).find(({ metadata }) =>
    isAwsAuth(dig(metadata, 'namespace'), dig(metadata, 'name')),
  );
  return map === undefined ? at([], 'data') : adminsOfAwsAuth(objectOf(map.data));
}

async function readEntries(reader: Reader, clusterName: string): Promise<readonly AdminEntry[]> {
  const paging = { tokenIn: 'nextToken', tokenOut: 'nextToken' };
  const principals = await reader.list(
    'eks',
    'ListAccessEntries',
    { clusterName },
    { ...paging, list: 'accessEntries' },
  );
  const found: AdminEntry[] = [];
  for (const [index, principalArn] of principals.entries()) {
    if (typeof principalArn !== 'string') continue;
    const list = { ...paging, list: 'associatedAccessPolicies' };
    const input: JsonObject = { clusterName, principalArn };
    const policies = await reader.list('eks', 'ListAssociatedAccessPolicies', input, list);
    const grant = objectsOf(policies)
      .filter((policy) =>
        administersCluster(stringOf(policy.policyArn) ?? '', stringOf(dig(policy, 'accessScope', 'type'))),
      )
      .map((policy) => stringOf(policy.policyArn))[0];
    const path = `accessEntries[${index}]`;
    if (typeof grant === 'string')
      found.push({ principal: principalArn, through: 'access-entry', grant, path });
  }
  return found;
}

export const clusterFact = defineFact({ fact: 'cluster', read: (ask, { api }) => readCluster(ask, api) });
