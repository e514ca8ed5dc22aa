// ECR calls on the registry as a whole: replication, scanning, pull-through cache rules. Shapes: Amazon ECR API Reference.
// SPDX-License-Identifier: Apache-2.0
import { type ArnHome, regionalArn } from '../../../model/arn.ts';
import { unsettled } from '../../../model/at.ts';
import { type JsonObject, objectOf, stringOf } from '../../../model/json.ts';
import type { RegistryPart } from '../../../model/registry-parts.ts';
import {
  pullThroughName,
  pullThroughOf,
  registryPart,
  replicationName,
  replicationOf,
  scanningName,
  scanningOf,
} from '../../documents/registry-parts.ts';
import { accountIn } from '../place.ts';
import { type Change, type ChangeReaders, nothing } from './change.ts';
import type { CloudTrailRecord } from './record.ts';

export const registryReaders: ChangeReaders = {
  PutReplicationConfiguration: (record) => part(record, replicationName, replicationOf(told(record))),
  PutRegistryScanningConfiguration: (record) => {
    const { registryScanningConfiguration, ...rest } = told(record);
    return part(record, scanningName, scanningOf({ ...objectOf(registryScanningConfiguration), ...rest }));
  },
  CreatePullThroughCacheRule: (record) => {
    const rule = told(record);
    const prefix = stringOf(rule.ecrRepositoryPrefix);
    return prefix === null ? nothing : part(record, pullThroughName(prefix), pullThroughOf(rule));
  },
  DeletePullThroughCacheRule: (record) => {
    const home = homeOf(record);
    const prefix = stringOf(told(record).ecrRepositoryPrefix);
    if (prefix === null) return nothing;
    const identity = regionalArn(home, 'ecr', pullThroughName(prefix)) ?? pullThroughName(prefix);
    return { gone: [{ ...home, identity, instance: null }] };
  },
};

function told({ parameters, response }: CloudTrailRecord): JsonObject {
  return { ...objectOf(response), ...objectOf(parameters) };
}

function homeOf(record: CloudTrailRecord): ArnHome {
  const registryId = accountIn(record.parameters?.registryId) ?? accountIn(record.response?.registryId);
  return { account: registryId ?? record.account, region: record.region };
}

/** CloudTrail leaves out a request that is too large: then nobody knows what was set. */
function part(record: CloudTrailRecord, name: string, read: RegistryPart): Change {
  const lost = record.omitted && record.parameters === null;
  return { subjects: [registryPart(homeOf(record), name, lost ? unread(read) : read)] };
}

function unread(read: RegistryPart): RegistryPart {
  const why = 'CloudTrail left the request out';
  switch (read.kind) {
    case 'replication':
      return { ...read, destinations: unsettled([], read.destinations.path, why) };
    case 'scanning':
      return { ...read, rules: unsettled([], read.rules.path, why) };
    case 'pull-through':
      return { ...read, upstream: unsettled(null, read.upstream.path, why) };
  }
}
