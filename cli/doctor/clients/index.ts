// Every service that doctor asks, each loaded when first asked.
// SPDX-License-Identifier: Apache-2.0
import type { AwsOptions } from '../../../shared/gather/aws.ts';

export const doctorServices: NonNullable<AwsOptions['services']> = {
  cloudformation: async () => (await import('./cloudformation.ts')).service,
  cloudtrail: async () => (await import('./cloudtrail.ts')).service,
  cloudwatch: async () => (await import('./cloudwatch.ts')).service,
  logs: async () => (await import('./logs.ts')).service,
  dynamodb: async () => (await import('./dynamodb.ts')).service,
  eventbridge: async () => (await import('./eventbridge.ts')).service,
  iam: async () => (await import('./iam.ts')).service,
  lambda: async () => (await import('./lambda.ts')).service,
  organizations: async () => (await import('./organizations.ts')).service,
  s3: async () => (await import('./s3.ts')).service,
  secretsmanager: async () => (await import('./secretsmanager.ts')).service,
  sns: async () => (await import('./sns.ts')).service,
  sqs: async () => (await import('./sqs.ts')).service,
  ssm: async () => (await import('./ssm.ts')).service,
};
