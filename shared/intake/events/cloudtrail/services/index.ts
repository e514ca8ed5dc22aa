// Every service whose calls are read. Written by `npm run generate` from the files beside it; not by hand.
// SPDX-License-Identifier: Apache-2.0
import type { DefinedCalls } from '../define-calls.ts';
import { accountCalls } from './account.ts';
import { cloudtrailCalls } from './cloudtrail.ts';
import { codebuildCalls } from './codebuild.ts';
import { codedeployCalls } from './codedeploy.ts';
import { codepipelineCalls } from './codepipeline.ts';
import { dynamodbCalls } from './dynamodb.ts';
import { ec2Calls } from './ec2.ts';
import { ec2InstanceConnectCalls } from './ec2-instance-connect.ts';
import { ecrCalls } from './ecr.ts';
import { ecrPublicCalls } from './ecr-public.ts';
import { ecsCalls } from './ecs.ts';
import { eksCalls } from './eks.ts';
import { eventsCalls } from './events.ts';
import { guarddutyCalls } from './guardduty.ts';
import { iamCalls } from './iam.ts';
import { identitystoreCalls } from './identitystore.ts';
import { inspector2Calls } from './inspector2.ts';
import { kmsCalls } from './kms.ts';
import { lambdaCalls } from './lambda.ts';
import { logsCalls } from './logs.ts';
import { monitoringCalls } from './monitoring.ts';
import { organizationsCalls } from './organizations.ts';
import { pipesCalls } from './pipes.ts';
import { rolesanywhereCalls } from './rolesanywhere.ts';
import { s3Calls } from './s3.ts';
import { schedulerCalls } from './scheduler.ts';
import { securityhubCalls } from './securityhub.ts';
import { signerCalls } from './signer.ts';
import { signinCalls } from './signin.ts';
import { snsCalls } from './sns.ts';
import { sqsCalls } from './sqs.ts';
import { ssmCalls } from './ssm.ts';
import { ssoCalls } from './sso.ts';
import { ssoDirectoryCalls } from './sso-directory.ts';
import { stsCalls } from './sts.ts';

export const definedCalls: readonly DefinedCalls[] = [
  accountCalls,
  cloudtrailCalls,
  codebuildCalls,
  codedeployCalls,
  codepipelineCalls,
  dynamodbCalls,
  ec2InstanceConnectCalls,
  ec2Calls,
  ecrPublicCalls,
  ecrCalls,
  ecsCalls,
  eksCalls,
  eventsCalls,
  guarddutyCalls,
  iamCalls,
  identitystoreCalls,
  inspector2Calls,
  kmsCalls,
  lambdaCalls,
  logsCalls,
  monitoringCalls,
  organizationsCalls,
  pipesCalls,
  rolesanywhereCalls,
  s3Calls,
  schedulerCalls,
  securityhubCalls,
  signerCalls,
  signinCalls,
  snsCalls,
  sqsCalls,
  ssmCalls,
  ssoDirectoryCalls,
  ssoCalls,
  stsCalls,
];
