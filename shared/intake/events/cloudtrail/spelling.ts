// Restores the spelling of keys that a log store wrote in lower case (`useridentity`), as Hive and Athena exports do.
// SPDX-License-Identifier: Apache-2.0
import { isObject, type JsonObject } from '../../../model/json.ts';

const known = [
  ...[
    'eventVersion',
    'eventTime',
    'eventSource',
    'eventName',
    'awsRegion',
    'sourceIPAddress',
    'userAgent',
    'userIdentity',
  ],
  ...[
    'requestParameters',
    'responseElements',
    'additionalEventData',
    'errorCode',
    'errorMessage',
    'eventID',
    'requestID',
  ],
  ...[
    'eventType',
    'readOnly',
    'recipientAccountId',
    'managementEvent',
    'eventCategory',
    'principalId',
    'accountId',
  ],
  ...[
    'userName',
    'sessionContext',
    'sessionIssuer',
    'mfaAuthenticated',
    'creationDate',
    'invokedBy',
    'accessKeyId',
  ],
  ...[
    'webIdFederationData',
    'federatedProvider',
    'instanceId',
    'userData',
    'groupId',
    'groupName',
    'roleName',
    'policyArn',
  ],
  ...[
    'policyName',
    'policyDocument',
    'assumeRolePolicyDocument',
    'repositoryName',
    'policyText',
    'imageTag',
    'registryId',
  ],
  ...[
    'taskDefinition',
    'containerDefinitions',
    'taskRoleArn',
    'executionRoleArn',
    'networkMode',
    'principalArn',
  ],
  ...['ipPermissions', 'ipRanges', 'ipv6Ranges', 'cidrIp', 'cidrIpv6', 'fromPort', 'toPort', 'ipProtocol'],
  ...[
    'instanceProfileName',
    'permissionsBoundary',
    'serviceName',
    'desiredCount',
    'functionName',
    'trailName',
  ],
];
const spellings: ReadonlyMap<string, string> = new Map(known.map((key) => [key.toLowerCase(), key]));
const maximumDepth = 12;

/** The same record with the keys that CloudTrail records have spelled as CloudTrail spells them; others are kept. */
export function withKnownKeys(record: JsonObject): JsonObject {
  const restored = respelled(record, 0);
  return isObject(restored) ? restored : record;
}

function respelled(value: unknown, depth: number): unknown {
  if (depth > maximumDepth) return value;
  if (Array.isArray(value)) return value.map((item) => respelled(item, depth + 1));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [spellings.get(key) ?? key, respelled(child, depth + 1)]),
  );
}
