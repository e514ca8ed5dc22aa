// What else there is now: clusters of EKS, repositories, instances, security groups, and who may do what.
// SPDX-License-Identifier: Apache-2.0
import { objectsOf } from '../gather/api.ts';
import { eksClusterNames } from '../gather/eks-clusters.ts';
import type { Reader } from '../gather/reading.ts';
import { mergeDetails } from '../gather/snapshot/authorization-details.ts';
import { principalsOf } from '../intake/documents/account-details.ts';
import { dig, type JsonObject, stringOf } from '../model/json.ts';
import type { Observation } from '../model/observation.ts';
import { found, type Home, lookedUp } from './observation.ts';

export async function surveyEks(reader: Reader, home: Home): Promise<readonly Observation[]> {
  return (await eksClusterNames(reader)).map((name) =>
    lookedUp(home, name, 'eks cluster', { fact: 'cluster', ...home, platform: 'eks', name }),
  );
}

/** A thousand are the most on a page, and a hundred what comes unasked (Amazon ECR API Reference, IAM API Reference). */
export async function surveyEcr(reader: Reader, home: Home): Promise<readonly Observation[]> {
  const paging = { tokenIn: 'nextToken', tokenOut: 'nextToken', list: 'repositories' };
  const list = await reader.list('ecr', 'DescribeRepositories', { maxResults: 1000 }, paging);
  return namesIn(list, 'repositoryName').map((name) =>
    lookedUp(home, name, 'repository', { fact: 'repository', ...home, name }),
  );
}

const ec2Paging = { tokenIn: 'NextToken', tokenOut: 'NextToken' };

export async function surveyHosts(reader: Reader, home: Home): Promise<readonly Observation[]> {
  const list = await reader.list('ec2', 'DescribeInstances', {}, { ...ec2Paging, list: 'Reservations' });
  const instances = objectsOf(list).flatMap(({ Instances }) => objectsOf(Instances));
  const live = instances.filter((instance) => dig(instance, 'State', 'Name') !== 'terminated');
  return namesIn(live, 'InstanceId').map((instanceId) =>
    lookedUp(home, instanceId, 'instance', { fact: 'host', ...home, instanceId }),
  );
}

export async function surveySecurityGroups(reader: Reader, home: Home): Promise<readonly Observation[]> {
  const list = await reader.list(
    'ec2',
    'DescribeSecurityGroups',
    {},
    { ...ec2Paging, list: 'SecurityGroups' },
  );
  return namesIn(list, 'GroupId').map((groupId) =>
    lookedUp(home, groupId, 'security group', { fact: 'security-group', ...home, groupId }),
  );
}

/** One observation: only together do the principals of an account show who gets where through whom. */
export async function surveyIam(reader: Reader, home: Home): Promise<readonly Observation[]> {
  const pages: JsonObject[] = [];
  for (let marker: string | null = null, more = true; more; ) {
    const input: JsonObject = { MaxItems: 1000, ...(marker === null ? {} : { Marker: marker }) };
    const page: JsonObject = await reader.get('iam', 'GetAccountAuthorizationDetails', input);
    pages.push(page);
    const next = stringOf(page.Marker);
    more = page.IsTruncated === true && next !== null && next !== marker;
    marker = next;
  }
  const where = { account: home.account, region: null, cluster: null, tags: null, running: true };
  return [found(home, home.account, 'account', { subjects: principalsOf(mergeDetails(pages), where) })];
}

function namesIn(list: unknown, key: string): readonly string[] {
  return objectsOf(list).flatMap((item) => stringOf(item[key]) ?? []);
}
