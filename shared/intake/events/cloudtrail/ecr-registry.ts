// ECR calls on the registry as a whole: replication, scanning, pull-through cache rules. Shapes: Amazon ECR API Reference.
// SPDX-License-Identifier: Apache-2.0
import { type ArnHome, regionalArn } from '../../../model/arn.ts';
import { at, unsettled } from '../../../model/at.ts';
import { type JsonObject, objectOf, stringOf } from '../../../model/json.ts';
import type { RegistryPart } from '../../../model/registry-parts.ts';
import { scanningOf } from '../../documents/detection.ts';
import {
  pullThroughName,
  pullThroughOf,
  registryPart,
  registryScanned,
  replicationName,
  replicationOf,
} from '../../documents/registry-parts.ts';
import { accountIn } from '../place.ts';
import { type Change, type ChangeReaders, nothing } from './change.ts';
import type { CloudTrailRecord } from './record.ts';

export const registryReaders: ChangeReaders = {
  PutReplicationConfiguration: (record) => part(record, replicationName, replicationOf(told(record))),
  PutRegistryScanningConfiguration: (record) => {
    const { registryScanningConfiguration, ...rest } = told(record);
    const scanning = scanningOf({ ...objectOf(registryScanningConfiguration), ...rest });
    const read = scanning === null ? unsettled(null, 'scanType', lost) : at(scanning, 'scanType');
    return { subjects: [registryScanned(homeOf(record), read)] };
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
  const isLost = record.omitted && record.parameters === null;
  return { subjects: [registryPart(homeOf(record), name, isLost ? unread(read) : read)] };
}

const lost = 'CloudTrail left the request out';

function unread(read: RegistryPart): RegistryPart {
  switch (read.kind) {
    case 'replication':
      return { ...read, destinations: unsettled([], read.destinations.path, lost) };
    case 'pull-through':
      return { ...read, upstream: unsettled(null, read.upstream.path, lost) };
  }
}
