// EKS calls: clusters, their endpoint and logs, and who may administer them. Shapes: Amazon EKS API Reference.
// SPDX-License-Identifier: Apache-2.0

import { regionalArn } from '../../../../model/arn.ts';
import { at } from '../../../../model/at.ts';
import {
  booleanOf,
  dig,
  isObject,
  type JsonObject,
  listOf,
  objectOf,
  stringOf,
  stringsOf,
} from '../../../../model/json.ts';
import type { AdminEntry, Cluster } from '../../../../model/platform.ts';
import { administersCluster } from '../../../documents/access-entry.ts';
import { blankCluster } from '../../../documents/blank.ts';
import { eksCluster } from '../../../documents/cluster.ts';
import { nowhere } from '../../../workload/where.ts';
import { type Change, type ChangeReader, goneBy, lookAgain, nothing, partOf } from '../change.ts';
import { all, defineCalls } from '../define-calls.ts';
import type { CloudTrailRecord } from '../record.ts';
import { anyOf, asArn } from '../request-arn.ts';

export const eksCalls = defineCalls({
  service: 'eks',
  platform: 'eks',
  watched: all,
  targetOf,
  clusterOf: clusterName,
  changes: {
    CreateCluster: cluster(createdWith),
    UpdateClusterConfig: cluster((record) => settings(objectOf(record.parameters))),
    UpdateClusterVersion: cluster((record) => settings(objectOf(record.parameters))),
    AssociateEncryptionConfig: cluster((record) => settings(objectOf(record.parameters))),
    AssociateAccessPolicy: cluster(policyEntry),
    CreateAccessEntry: cluster(accessEntry),
    UpdateAccessEntry: cluster(accessEntry),
    DisassociateAccessPolicy: cluster(() => ({})),
    DeleteAccessEntry: cluster(() => ({})),
    DeleteCluster: (record) => {
      const { account, region } = record;
      const name = clusterName(record) ?? '';
      const request = { fact: 'cluster', account, region, platform: 'eks', name } as const;
      return goneBy(record, regionalArn(record, 'eks', `cluster/${name}`), (names) =>
        lookAgain(request, names),
      );
    },
  },
});

function targetOf(record: CloudTrailRecord, request: JsonObject): string | null {
  const principal = principalArn(record);
  const cluster = asArn(record, 'eks', 'cluster/', anyOf(request, 'name', 'clusterName'));
  return cluster !== null && principal !== null ? `${cluster} ${principal}` : cluster;
}

/** `name` in today's records, `clusterName` in those of 2018; the answers say `name` or `clusterName` too. */
export function clusterName(record: Pick<CloudTrailRecord, 'parameters' | 'response'>): string | null {
  const request = objectOf(record.parameters);
  const answered = objectOf(record.response?.cluster);
  const entry =
    stringOf(dig(record.response, 'accessEntry', 'clusterName')) ?? stringOf(record.response?.clusterName);
  return (
    stringOf(request.name) ??
    stringOf(request.clusterName) ??
    stringOf(answered.name) ??
    stringOf(answered.clusterName) ??
    entry
  );
}

type Told = Partial<Cluster>;

function cluster(tell: (record: CloudTrailRecord) => Told): ChangeReader {
  return (record): Change => {
    const name = clusterName(record);
    const { account, region } = record;
    if (name === null) return record.omitted ? { subjects: [nameless(record)] } : nothing;
    const told = tell(record);
    const blank = (reason: string) => blankCluster(record, 'eks', name, reason);
    const request = { fact: 'cluster', account, region, platform: 'eks', name } as const;
    return { pending: [partOf(request, blank, (whole) => overlaid(whole, told))] };
  };
}

/** An entry that the event adds stands beside those the cluster already has. */
function overlaid(whole: Cluster, told: Told): Cluster {
  const adminEntries = told.adminEntries ?? at([], '');
  const known = whole.adminEntries.value.filter(
    (entry) => !adminEntries.value.some((added) => added.principal === entry.principal),
  );
  return {
    ...whole,
    ...told,
    adminEntries: { ...whole.adminEntries, value: [...adminEntries.value, ...known] },
  };
}

function nameless(record: CloudTrailRecord): Cluster {
  const blank = blankCluster(record, 'eks', record.operation, 'CloudTrail left the request out');
  return { ...blank, id: record.eventId, identity: record.id };
}

/** What CreateCluster leaves unsaid has the documented default: a public endpoint, open to all, and no logs. */
function createdWith(record: CloudTrailRecord): Told {
  const answered = record.response?.cluster;
  if (record.parameters === null && !isObject(answered)) return {};
  const request = { ...objectOf(answered), ...objectOf(record.parameters) };
  const network = objectOf(request.resourcesVpcConfig);
  const cidrs = stringsOf(network.publicAccessCidrs);
  return settings({
    ...request,
    version: objectOf(answered).version ?? request.version,
    logging: objectOf(request.logging),
    encryptionConfig: listOf(request.encryptionConfig),
    resourcesVpcConfig: {
      endpointPublicAccess: booleanOf(network.endpointPublicAccess) ?? true,
      publicAccessCidrs: cidrs.length > 0 ? cidrs : ['0.0.0.0/0'],
    },
  });
}

/** What a request or an answer says of the cluster, read as DescribeCluster shows it; what it does not mention stays as it is. */
function settings(told: JsonObject): Told {
  const { version, publicEndpoint, publicCidrs, logTypes, encryptionKeys } = eksCluster(told, nowhere);
  const network = objectOf(told.resourcesVpcConfig);
  return {
    ...(version.value === null ? {} : { version }),
    ...(publicEndpoint.value === null ? {} : { publicEndpoint }),
    ...(Array.isArray(network.publicAccessCidrs) ? { publicCidrs } : {}),
    ...(isObject(told.logging) ? { logTypes } : {}),
    ...(Array.isArray(told.encryptionConfig) ? { encryptionKeys } : {}),
  };
}

/** A path segment of the call, so URL-encoded in AssociateAccessPolicy's record, plain in CreateAccessEntry's. */
export function principalArn(record: Pick<CloudTrailRecord, 'parameters' | 'response'>): string | null {
  const text =
    stringOf(record.parameters?.principalArn) ??
    stringOf(dig(record.response, 'accessEntry', 'principalArn'));
  if (text === null || !text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function policyEntry(record: CloudTrailRecord): Told {
  const policy =
    stringOf(record.parameters?.policyArn) ??
    stringOf(dig(record.response, 'associatedAccessPolicy', 'policyArn'));
  const scope = stringOf(dig(record.parameters, 'accessScope', 'type'));
  const principal = principalArn(record);
  if (policy === null || principal === null || !administersCluster(policy, scope)) return {};
  return entry({ principal, through: 'access-entry', grant: policy, path: 'requestParameters.policyArn' });
}

function accessEntry(record: CloudTrailRecord): Told {
  const groups = stringsOf(record.parameters?.kubernetesGroups);
  const principal = principalArn(record);
  if (principal === null || !groups.includes('system:masters')) return {};
  return entry({
    principal,
    through: 'access-entry',
    grant: 'system:masters',
    path: 'requestParameters.kubernetesGroups',
  });
}

function entry(added: AdminEntry): Told {
  return { adminEntries: at([added], added.path) };
}
