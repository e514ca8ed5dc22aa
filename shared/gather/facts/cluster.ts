// The fact `cluster`: an ECS or EKS cluster's settings.
import { administersCluster } from '../../intake/documents/access-entry.ts';
import { ecsCluster, eksCluster } from '../../intake/documents/cluster.ts';
import { nameOf } from '../../model/arn.ts';
import { type At, at, unsettled } from '../../model/at.ts';
import type { FactAnswer, FactRequestOf } from '../../model/facts.ts';
import { dig, isObject, type JsonObject, stringOf } from '../../model/json.ts';
import type { AdminEntry, Cluster } from '../../model/platform.ts';
import { type AwsApi, objectsOf } from '../api.ts';
import { giveUp, type Place, placeOf, type Reader, reading, whereOf } from '../reading.ts';
import { onlyOne } from './ecs.ts';

/** DescribeClusters (ECS), or DescribeCluster and the access entries (EKS), by ARN or name. */
export function readCluster(ask: FactRequestOf<'cluster'>, api: AwsApi): Promise<FactAnswer<'cluster'>> {
  const place = placeOf(ask, ask.name);
  return reading(api, place, (reader) =>
    ask.platform === 'ecs' ? readEcs(reader, ask.name, place) : readEks(reader, nameOf(ask.name), place),
  );
}

async function readEcs(reader: Reader, name: string, place: Place): Promise<Cluster> {
  const output = await reader.get('ecs', 'DescribeClusters', {
    clusters: [name],
    include: ['SETTINGS', 'CONFIGURATIONS', 'TAGS'],
  });
  const cluster = ecsCluster(
    onlyOne(output, 'clusters', 'ecs.DescribeClusters', name),
    { ...whereOf(place), unnamed: nameOf(name) },
    true,
  );
  return { ...cluster, tags: cluster.tags ?? {} };
}

async function readEks(reader: Reader, name: string, place: Place): Promise<Cluster> {
  const { cluster } = await reader.get('eks', 'DescribeCluster', { name });
  if (!isObject(cluster)) return giveUp('not-found', `eks.DescribeCluster: ${name} not found`);
  const known = eksCluster(cluster, { ...whereOf(place), name });
  const mode = stringOf(dig(cluster, 'accessConfig', 'authenticationMode'));
  return { ...known, tags: known.tags ?? {}, adminEntries: await adminEntries(reader, name, mode) };
}

/** Access entries that make an administrator. What cannot be read is unsettled with its reason, never an empty list. */
async function adminEntries(
  reader: Reader,
  clusterName: string,
  mode: string | null,
): Promise<At<readonly AdminEntry[]>> {
  // A cluster that knows only the aws-auth ConfigMap has no entries and refuses the question.
  if (mode === 'CONFIG_MAP') return at([], 'accessEntries');
  const entries = await reader.part(() => readEntries(reader, clusterName));
  return entries.ok ? at(entries.value, 'accessEntries') : unsettled([], 'accessEntries', entries.reason);
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
