// Changing actions that stand for the whole of AWS: whoever may do (nearly) all of them on any resource administers the account.
// SPDX-License-Identifier: Apache-2.0
import { table } from '../../model/table.ts';

/** A name that no pattern spells out: only wildcards cover it. */
export const anyName = '\u{E000}\u{E001}\u{E002}\u{E003}\u{E004}\u{E005}\u{E006}\u{E007}\u{E008}';
/** Written by people as digits; patterns' own account ids are set aside before comparing (see coverage.ts). */
export const anyAccount = anyName;

export interface Probe {
  readonly action: string;
  readonly resource: string;
}

const iam: readonly (readonly [resource: string, ...actions: string[]])[] = [
  [
    'user',
    'CreateUser',
    'AttachUserPolicy',
    'PutUserPolicy',
    'CreateAccessKey',
    'CreateLoginProfile',
    'UpdateLoginProfile',
  ],
  ['role', 'CreateRole', 'AttachRolePolicy', 'PutRolePolicy', 'UpdateAssumeRolePolicy', 'PassRole'],
  ['group', 'CreateGroup', 'AttachGroupPolicy', 'PutGroupPolicy', 'AddUserToGroup'],
  ['policy', 'CreatePolicy', 'CreatePolicyVersion', 'SetDefaultPolicyVersion'],
];

/** IAM writes by which rights are given (Service Authorization Reference, IAM). */
export const iamAdministration: readonly Probe[] = iam.flatMap(([type, ...actions]) =>
  actions.map((action) => ({
    action: `iam:${action}`,
    resource: `arn:aws:iam::${anyAccount}:${type}/${anyName}`,
  })),
);

/** Two changing or revealing actions a service, enough to tell the whole of it from a part (Service Authorization Reference). */
const services: Readonly<Record<string, readonly [string, string]>> = table({
  acm: ['ExportCertificate', 'DeleteCertificate'],
  apigateway: ['POST', 'DELETE'],
  athena: ['StartQueryExecution', 'DeleteWorkGroup'],
  autoscaling: ['UpdateAutoScalingGroup', 'DeleteAutoScalingGroup'],
  backup: ['StartRestoreJob', 'DeleteBackupVault'],
  batch: ['SubmitJob', 'DeleteJobQueue'],
  bedrock: ['InvokeModel', 'DeleteGuardrail'],
  cloudformation: ['CreateStack', 'DeleteStack'],
  cloudfront: ['UpdateDistribution', 'DeleteDistribution'],
  cloudtrail: ['StopLogging', 'DeleteTrail'],
  cloudwatch: ['PutMetricAlarm', 'DeleteAlarms'],
  codebuild: ['StartBuild', 'DeleteProject'],
  codepipeline: ['UpdatePipeline', 'DeletePipeline'],
  'cognito-idp': ['AdminCreateUser', 'DeleteUserPool'],
  config: ['PutConfigRule', 'DeleteConfigRule'],
  dynamodb: ['PutItem', 'DeleteTable'],
  ec2: ['RunInstances', 'TerminateInstances'],
  ecr: ['PutImage', 'DeleteRepository'],
  ecs: ['RunTask', 'DeleteService'],
  eks: ['CreateAccessEntry', 'DeleteCluster'],
  elasticache: ['CreateCacheCluster', 'DeleteCacheCluster'],
  elasticfilesystem: ['CreateMountTarget', 'DeleteFileSystem'],
  elasticloadbalancing: ['CreateListener', 'DeleteLoadBalancer'],
  es: ['UpdateDomainConfig', 'DeleteDomain'],
  events: ['PutTargets', 'DeleteRule'],
  firehose: ['UpdateDestination', 'DeleteDeliveryStream'],
  glue: ['CreateJob', 'DeleteJob'],
  guardduty: ['UpdateDetector', 'DeleteDetector'],
  kinesis: ['PutRecord', 'DeleteStream'],
  kms: ['Decrypt', 'ScheduleKeyDeletion'],
  lambda: ['UpdateFunctionCode', 'DeleteFunction'],
  logs: ['CreateLogGroup', 'DeleteLogGroup'],
  rds: ['CreateDBInstance', 'DeleteDBInstance'],
  redshift: ['CreateCluster', 'DeleteCluster'],
  route53: ['ChangeResourceRecordSets', 'DeleteHostedZone'],
  s3: ['PutBucketPolicy', 'DeleteBucket'],
  sagemaker: ['CreateNotebookInstance', 'DeleteEndpoint'],
  secretsmanager: ['GetSecretValue', 'DeleteSecret'],
  sns: ['Publish', 'DeleteTopic'],
  sqs: ['SendMessage', 'DeleteQueue'],
  ssm: ['SendCommand', 'PutParameter'],
  states: ['StartExecution', 'DeleteStateMachine'],
  wafv2: ['UpdateWebACL', 'DeleteWebACL'],
});

/** Services whose ARNs carry no region. */
const global = new Set(['cloudfront', 'route53', 's3']);

/** The ARN of a resource of that service that no pattern spells out. */
export function anyResourceOf(service: string): string {
  const region = global.has(service) ? '' : anyName;
  const account = service === 's3' || service === 'route53' ? '' : anyAccount;
  return `arn:aws:${service}:${region}:${account}:${anyName}`;
}

/** The probes of each service other than IAM. */
export const serviceProbes: readonly (readonly Probe[])[] = Object.entries(services).map(
  ([service, actions]) => {
    const resource = anyResourceOf(service);
    return actions.map((action) => ({ action: `${service}:${action}`, resource }));
  },
);
