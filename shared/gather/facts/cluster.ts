// The fact `cluster`: an ECS or EKS cluster's settings.

import { nameOf } from '../../model/arn.ts';
import { type At, at, unsettled } from '../../model/at.ts';
import type { FactAnswer, FactRequestOf } from '../../model/facts.ts';
import { booleanOf, dig, type JsonObject, stringMapOf, stringOf, stringsOf } from '../../model/json.ts';
import type { AdminEntry, Cluster } from '../../model/platform.ts';
import { type AwsApi, objectsOf } from '../api.ts';
import { giveUp, type Place, placeOf, type Reader, reading } from '../reading.ts';
import { tagsOf } from '../tags.ts';
import { onlyOne } from './ecs.ts';

/** DescribeClusters (ECS), or DescribeCluster and the access entries (EKS), by ARN or name. */
export function readCluster(ask: FactRequestOf<'cluster'>, api: AwsApi): Promise<FactAnswer<'cluster'>> {
  const place = placeOf(ask, ask.name);
  return reading(api, place, (reader) =>
    ask.platform === 'ecs'
      ? ecsCluster(reader, ask.name, place)
      : eksCluster(reader, nameOf(ask.name), place),
  );
}

async function ecsCluster(reader: Reader, name: string, place: Place): Promise<Cluster> {
  const output = await reader.get('ecs', 'DescribeClusters', {
    clusters: [name],
    include: ['SETTINGS', 'CONFIGURATIONS', 'TAGS'],
  });
  const cluster = onlyOne(output, 'clusters', 'ecs.DescribeClusters', name);
  const insights = objectsOf(cluster.settings).find((setting) => setting.name === 'containerInsights');
  const exec = 'configuration.executeCommandConfiguration.logging';
  return {
    ...base('ecs', stringOf(cluster.clusterArn), stringOf(cluster.clusterName) ?? nameOf(name), place),
    tags: tagsOf(cluster.tags),
    version: at(null, ''),
    publicEndpoint: at(null, ''),
    publicCidrs: at([], ''),
    logTypes: at(null, ''),
    encryptionKeys: at(null, ''),
    containerInsights: at(stringOf(insights?.value), 'settings'),
    execLogging: at(stringOf(dig(cluster, ...exec.split('.'))), exec),
    adminEntries: at([], ''),
  };
}

async function eksCluster(reader: Reader, name: string, place: Place): Promise<Cluster> {
  const { cluster } = await reader.get('eks', 'DescribeCluster', { name });
  if (cluster === undefined) giveUp('not-found', `eks.DescribeCluster: ${name} not found`);
  const vpc = 'resourcesVpcConfig';
  const logging = objectsOf(dig(cluster, 'logging', 'clusterLogging')).filter(
    (entry) => entry.enabled === true,
  );
  const keys = objectsOf(dig(cluster, 'encryptionConfig')).map((entry) =>
    stringOf(dig(entry, 'provider', 'keyArn')),
  );
  return {
    ...base('eks', stringOf(dig(cluster, 'arn')), name, place),
    tags: stringMapOf(dig(cluster, 'tags')),
    version: at(stringOf(dig(cluster, 'version')), 'version'),
    publicEndpoint: at(booleanOf(dig(cluster, vpc, 'endpointPublicAccess')), `${vpc}.endpointPublicAccess`),
    publicCidrs: at(stringsOf(dig(cluster, vpc, 'publicAccessCidrs')), `${vpc}.publicAccessCidrs`),
    logTypes: at(
      logging.flatMap((entry) => stringsOf(entry.types)),
      'logging.clusterLogging',
    ),
    encryptionKeys: at(
      keys.filter((key) => key !== null),
      'encryptionConfig',
    ),
    containerInsights: at(null, ''),
    execLogging: at(null, ''),
    adminEntries: await adminEntries(
      reader,
      name,
      stringOf(dig(cluster, 'accessConfig', 'authenticationMode')),
    ),
  };
}

function base(platform: 'ecs' | 'eks', arn: string | null, name: string, place: Place) {
  const id = arn ?? name;
  const { account, region } = placeOf(place, id);
  return {
    kind: 'cluster',
    platform,
    id,
    name,
    identity: id,
    account,
    region,
    cluster: id,
    namespace: null,
  } as const;
}

// EKS User Guide, "Review access policy permissions": this one grants every verb on everything.
const adminPolicy = /:cluster-access-policy\/AmazonEKSClusterAdminPolicy$/;

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
      .map((policy) => stringOf(policy.policyArn) ?? '')
      .find((arn) => adminPolicy.test(arn));
    const path = `accessEntries[${index}]`;
    if (grant !== undefined) found.push({ principal: principalArn, through: 'access-entry', grant, path });
  }
  return found;
}
