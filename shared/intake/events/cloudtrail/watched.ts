// Which CloudTrail calls say something to us: looked up by names alone, before a record is read any further.
// SPDX-License-Identifier: Apache-2.0
import { isObject, stringOf } from '../../../model/json.ts';
import { policyBucketPrefix } from '../../../model/policy-view.ts';
import { isReadName, type Name, nameOf } from './record.ts';

interface Watch {
  /** Only these writes; left out: all writes of the service. */
  readonly only?: ReadonlySet<string>;
  /** Writes that machines make by the thousand and that change nothing a control looks at. */
  readonly except?: ReadonlySet<string>;
}

function only(...operations: readonly string[]): Watch {
  return { only: new Set(operations) };
}

function allBut(...operations: readonly string[]): Watch {
  return { except: new Set(operations) };
}

const all: Watch = {};

// By service: the name before `.amazonaws.com`.
const watches: ReadonlyMap<string, Watch> = new Map<string, Watch>([
  // What the ECS agent and the scheduler report about themselves.
  [
    'ecs',
    allBut(
      'DiscoverPollEndpoint',
      'Poll',
      'StartTelemetrySession',
      'SubmitTaskStateChange',
      'SubmitContainerStateChange',
      'SubmitAttachmentStateChanges',
    ),
  ],
  ['eks', all],
  ['ecr', allBut('InitiateLayerUpload', 'UploadLayerPart', 'CompleteLayerUpload', 'PutImageScanResult')],
  ['ecr-public', allBut('InitiateLayerUpload', 'UploadLayerPart', 'CompleteLayerUpload')],
  [
    'iam',
    allBut(
      'GenerateCredentialReport',
      'GenerateServiceLastAccessedDetails',
      'GenerateOrganizationsAccessReport',
    ),
  ],
  ['sts', only('GetFederationToken', 'GetSessionToken', 'AssumeRoot')],
  ['signin', all],
  [
    'sso',
    allBut('Authenticate', 'Federate', 'Logout', 'CreateToken', 'StartDeviceAuthorization', 'RegisterClient'),
  ],
  ['sso-directory', all],
  ['identitystore', all],
  ['organizations', all],
  ['rolesanywhere', allBut('CreateSession')],
  ['account', all],
  ['cloudtrail', all],
  ['guardduty', all],
  ['inspector2', all],
  ['securityhub', allBut('BatchImportFindings', 'BatchUpdateFindings', 'BatchUpdateFindingsV2')],
  ['events', allBut('PutEvents', 'PutPartnerEvents')],
  ['scheduler', all],
  ['pipes', all],
  ['lambda', allBut('Invoke', 'InvokeAsync', 'InvokeWithResponseStream', 'InvokeExecution')],
  [
    'sqs',
    allBut(
      'SendMessage',
      'SendMessageBatch',
      'ReceiveMessage',
      'DeleteMessage',
      'DeleteMessageBatch',
      'ChangeMessageVisibility',
      'ChangeMessageVisibilityBatch',
    ),
  ],
  ['sns', allBut('Publish', 'PublishBatch')],
  [
    'dynamodb',
    allBut(
      'PutItem',
      'UpdateItem',
      'DeleteItem',
      'BatchWriteItem',
      'TransactWriteItems',
      'ExecuteStatement',
      'BatchExecuteStatement',
      'ExecuteTransaction',
    ),
  ],
  [
    'logs',
    allBut(
      'CreateLogStream',
      'CreateLogGroup',
      'PutLogEvents',
      'StartQuery',
      'StopQuery',
      'TagResource',
      'TagLogGroup',
      'CreateExportTask',
    ),
  ],
  [
    'monitoring',
    only('DeleteAlarms', 'DisableAlarmActions', 'PutMetricAlarm', 'PutCompositeAlarm', 'SetAlarmState'),
  ],
  [
    'kms',
    only(
      'PutKeyPolicy',
      'ScheduleKeyDeletion',
      'DisableKey',
      'CreateGrant',
      'DeleteImportedKeyMaterial',
      'UpdateAlias',
      'DeleteAlias',
      'CancelKeyDeletion',
      'EnableKey',
    ),
  ],
  [
    'ssm',
    allBut(
      'UpdateInstanceInformation',
      'PutInventory',
      'PutComplianceItems',
      'UpdateInstanceAssociationStatus',
      'RegisterManagedInstance',
      'OpenDataChannel',
      'OpenControlChannel',
      'PutConfigurePackageResult',
      'UpdateAssociationStatus',
    ),
  ],
  ['ec2-instance-connect', all],
  // Of the bucket that holds the policy alone: read.ts leaves out all others.
  ['s3', all],
  [
    'codebuild',
    allBut('BatchPutTestCases', 'BatchPutCodeCoverages', 'CreateReport', 'UpdateReport', 'CreateReportGroup'),
  ],
  ['codepipeline', allBut('PollForJobs', 'PutJobSuccessResult', 'PutJobFailureResult', 'AcknowledgeJob')],
  ['codedeploy', allBut('PutLifecycleEventHookExecutionStatus')],
  ['signer', all],
  [
    'ec2',
    only(
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
  ],
]);

export type Relevance = 'watched' | 'read-only' | 'service' | 'operation';

/** Why a call is of interest, or of none: it only reads, nobody watches the service, or not this call of it. */
export function relevanceOf({ service, operation }: Name): Relevance {
  const watch = watches.get(service);
  if (watch === undefined) return isReadName(operation) ? 'read-only' : 'service';
  if (watch.only !== undefined) {
    if (watch.only.has(operation)) return 'watched';
    return isReadName(operation) ? 'read-only' : 'operation';
  }
  if (isReadName(operation)) return 'read-only';
  return watch.except?.has(operation) ? 'operation' : 'watched';
}

/**
 * Whether a CloudTrail record can lead to an observation at all, told by four of its fields, so that a replay can drop the
 * rest at once. `identityType` is `userIdentity.type`: whatever the root user changes matters, in any service.
 */
export function relevantCloudTrail(
  eventSource: unknown,
  eventName: unknown,
  identityType?: unknown,
  parameters?: unknown,
): boolean {
  const name = nameOf(eventSource, eventName);
  if (name === null) return true;
  const relevance = relevanceOf(name);
  if (identityType === 'Root' && relevance !== 'read-only') return true;
  return relevance === 'watched' && (name.service !== 's3' || isPolicyBucket(parameters));
}

/** Whether a request to S3 names a bucket that holds the deployed policy. */
export function isPolicyBucket(parameters: unknown): boolean {
  return isObject(parameters) && stringOf(parameters.bucketName)?.startsWith(policyBucketPrefix) === true;
}
