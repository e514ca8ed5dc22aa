// EC2 calls: hosts, the network around them, and what they start from.
// SPDX-License-Identifier: Apache-2.0
import { type JsonObject, stringOf } from '../../../../model/json.ts';
import { defineCalls, only } from '../define-calls.ts';
import { hostReaders } from '../ec2-hosts.ts';
import { networkReaders } from '../ec2-network.ts';
import { itemsOf } from '../ec2-shape.ts';
import type { CloudTrailRecord } from '../record.ts';
import { anyOf, asArn } from '../request-arn.ts';

export const ec2Calls = defineCalls({
  service: 'ec2',
  platform: 'ec2',
  watched: only(
    ...[
      'RunInstances',
      'TerminateInstances',
      'StartInstances',
      'ModifyInstanceAttribute',
      'ModifyInstanceMetadataOptions',
    ],
    ...['ModifyInstanceMetadataDefaults', 'CreateImage', 'ModifyImageAttribute', 'ModifySnapshotAttribute'],
    ...[
      'AssociateIamInstanceProfile',
      'DisassociateIamInstanceProfile',
      'ReplaceIamInstanceProfileAssociation',
    ],
    ...[
      'EnableSerialConsoleAccess',
      'CreateInstanceConnectEndpoint',
      'CreateKeyPair',
      'ImportKeyPair',
      'GetPasswordData',
    ],
    ...[
      'CreateSecurityGroup',
      'DeleteSecurityGroup',
      'AuthorizeSecurityGroupIngress',
      'AuthorizeSecurityGroupEgress',
    ],
    ...['RevokeSecurityGroupIngress', 'RevokeSecurityGroupEgress', 'ModifySecurityGroupRules'],
    ...['CreateLaunchTemplate', 'CreateLaunchTemplateVersion', 'ModifyLaunchTemplate', 'DeleteFlowLogs'],
    ...[
      'ModifyNetworkInterfaceAttribute',
      'AssociateAddress',
      'ReplaceRoute',
      'CreateRoute',
      'DisableEbsEncryptionByDefault',
    ],
  ),
  targetOf,
  changes: { ...hostReaders, ...networkReaders },
});

function targetOf(record: CloudTrailRecord, request: JsonObject): string | null {
  const instance =
    anyOf(request, 'instanceId', 'InstanceId') ?? stringOf(itemsOf(request.instancesSet)[0]?.instanceId);
  if (instance?.startsWith('i-')) return asArn(record, 'ec2', 'instance/', instance);
  const launched = stringOf(itemsOf(record.response?.instancesSet)[0]?.instanceId);
  if (launched !== null) return asArn(record, 'ec2', 'instance/', launched);
  const group = anyOf(request, 'groupId', 'GroupId') ?? stringOf(record.response?.groupId);
  return asArn(record, 'ec2', 'security-group/', group);
}
