// EC2 calls on instances, as hosts. Shapes: Amazon EC2 API Reference, as CloudTrail writes it.
// SPDX-License-Identifier: Apache-2.0
import { at } from '../../../model/at.ts';
import { dig, type JsonObject, objectOf, stringOf } from '../../../model/json.ts';
import type { Pending } from '../../../model/observation.ts';
import type { Host } from '../../../model/platform.ts';
import { blankHost } from '../../documents/blank.ts';
import { type Cursor, cursor, settledNumber, settledString } from '../../workload/cursor.ts';
import { type Change, type ChangeReaders, goneHost, nothing, partOf } from './change.ts';
import { either, eitherAt, itemsOf, requestAt, requestOf } from './ec2-shape.ts';
import type { CloudTrailRecord } from './record.ts';

export const hostReaders: ChangeReaders = {
  RunInstances: launched,
  ModifyInstanceMetadataOptions: (record) => changed(record, metadata(requestAt(record))),
  // Its attributes (user data, security groups, type) stand in the call; the host is looked at as a whole.
  ModifyInstanceAttribute: (record) => changed(record, {}),
  AssociateIamInstanceProfile: (record) => changed(record, profile(record)),
  ReplaceIamInstanceProfileAssociation: (record) => changed(record, profile(record)),
  DisassociateIamInstanceProfile: (record) => changed(record, {}),
  TerminateInstances: terminated,
};

type Told = Partial<Host>;

function hostPending(record: CloudTrailRecord, instanceId: string, told: Told): Pending {
  const { account, region } = record;
  const blank = (reason: string) => blankHost(record, instanceId, reason);
  return partOf({ fact: 'host', account, region, instanceId }, blank, (whole) => ({ ...whole, ...told }));
}

function changed(record: CloudTrailRecord, told: Told): Change {
  const request = requestOf(record);
  const association = Object.values(objectOf(record.response)).map((value) =>
    stringOf(dig(dig(value, 'iamInstanceProfileAssociation') ?? value, 'instanceId')),
  );
  const instanceId = stringOf(either(request, 'instanceId')) ?? association.find((id) => id !== null) ?? null;
  if (instanceId !== null) return { pending: [hostPending(record, instanceId, told)] };
  return record.omitted ? { subjects: [nameless(record)] } : nothing;
}

/** CloudTrail left out which instance it was: one of its own, of which nothing is known. */
function nameless(record: CloudTrailRecord): Host {
  const blank = blankHost(record, record.operation, 'CloudTrail left the instance out');
  return { ...blank, id: record.eventId, identity: record.id };
}

/** `HttpTokens` of the wrapped request, or `httpTokens` of the answer and of older records. */
function metadata(from: Cursor): Told {
  const httpTokens = settledString(eitherAt(from, 'httpTokens'));
  const httpEndpoint = settledString(eitherAt(from, 'httpEndpoint'));
  const hopLimit = settledNumber(eitherAt(from, 'httpPutResponseHopLimit'));
  return {
    ...(httpTokens.value === null ? {} : { httpTokens }),
    ...(httpEndpoint.value === null ? {} : { httpEndpoint }),
    ...(hopLimit.value === null ? {} : { hopLimit }),
  };
}

function profile(record: CloudTrailRecord): Told {
  const given = objectOf(either(requestOf(record), 'iamInstanceProfile'));
  const name = stringOf(either(given, 'arn')) ?? stringOf(either(given, 'name'));
  return name === null ? {} : { instanceProfile: at(name, 'iamInstanceProfile.arn') };
}

function launched(record: CloudTrailRecord): Change {
  const instances = itemsOf(record.response?.instancesSet);
  const ids = instances.map((instance) => [stringOf(instance.instanceId), instance] as const);
  const pending = ids.flatMap(([id, instance]) =>
    id === null ? [] : [hostPending(record, id, launchedAs(instance))],
  );
  return record.response === null ? { subjects: [nameless(record)] } : { pending };
}

function launchedAs(instance: JsonObject): Told {
  const text = (key: string) => at(stringOf(instance[key]), key);
  const arn = stringOf(dig(instance, 'iamInstanceProfile', 'arn'));
  // The public address is assigned after the launch: only one that is there is news.
  const address = stringOf(instance.publicIpAddress) ?? stringOf(instance.ipAddress);
  return {
    ...metadata(cursor(instance.metadataOptions, 'metadataOptions')),
    imageId: text('imageId'),
    keyName: text('keyName'),
    instanceProfile: at(arn, 'iamInstanceProfile.arn'),
    ...(address === null ? {} : { publicAddress: at(address, 'publicIpAddress') }),
  };
}

function terminated(record: CloudTrailRecord): Change {
  const listed = [...itemsOf(record.response?.instancesSet), ...itemsOf(record.parameters?.instancesSet)];
  const ids = new Set(listed.map((instance) => stringOf(instance.instanceId)));
  return {
    gone: [...ids].flatMap((id) => (id === null ? [] : (goneHost(record, id).gone ?? []))),
  };
}
