// Takes back what an earlier deployment left: its names are taken, so that a new stack cannot make them, only import them.
// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { HeadBucketCommand, type S3Client } from '@aws-sdk/client-s3';
import { dig, type JsonObject, numberOf, objectOf, stringOf } from '../../shared/model/json.ts';
import { importKept } from './import-stack.ts';
import { isKept, stackName } from './kept.ts';
import { findStack } from './stack.ts';

export interface Named {
  readonly type: 'table' | 'bucket';
  readonly name: string;
}

export interface Here {
  readonly account: string;
  readonly region: string;
}

const nameOf = { 'AWS::DynamoDB::Table': 'TableName', 'AWS::S3::Bucket': 'BucketName' } as const;

/**
 * The kept resources of a packaged template that have names of their own, each with its name written out: CloudFormation imports only those
 * whose names are no functions, and that no rollback deletes (CloudFormation User Guide, "Import AWS resources into a CloudFormation stack
 * automatically"). The deployment that follows writes the same values as the template has them.
 */
export function templateOfKept(template: JsonObject, here: Here): JsonObject {
  const kept = Object.entries(objectOf(template.Resources)).flatMap(([id, resource]) => {
    const key = nameKeyOf(resource);
    const name = key === null ? null : filledIn(dig(resource, 'Properties', key), here);
    if (!isKept(resource) || key === null || name === null) return [];
    const Properties = { ...objectOf(dig(resource, 'Properties')), [key]: name };
    return [[id, { ...objectOf(resource), DeletionPolicy: 'Retain', Properties }] as const];
  });
  const { AWSTemplateFormatVersion = '2010-09-09', Parameters = {} } = template;
  return { AWSTemplateFormatVersion, Parameters, Resources: Object.fromEntries(kept) };
}

export function namedIn(template: JsonObject): readonly Named[] {
  return Object.values(objectOf(template.Resources)).flatMap((resource) => {
    const key = nameKeyOf(resource);
    const name = key === null ? null : stringOf(dig(resource, 'Properties', key));
    return name === null ? [] : [{ type: key === 'TableName' ? 'table' : 'bucket', name } as const];
  });
}

function nameKeyOf(resource: unknown) {
  const type = stringOf(dig(resource, 'Type'));
  return type === 'AWS::DynamoDB::Table' || type === 'AWS::S3::Bucket' ? nameOf[type] : null;
}

/** Null where the name rests on more than the place. */
function filledIn(name: unknown, { account, region }: Here): string | null {
  const known: Readonly<Record<string, string>> = { 'AWS::AccountId': account, 'AWS::Region': region };
  const text = stringOf(name) ?? stringOf(dig(name, 'Fn::Sub')) ?? '';
  const filled = text.replaceAll(/\$\{([^}]*)\}/g, (all, key: string) => known[key] ?? all);
  return filled === '' || filled.includes('{') ? null : filled;
}

/** A bucket of another account is not there, as far as this account goes. */
export async function exists(
  { type, name }: Named,
  account: string,
  clients: { readonly s3: Pick<S3Client, 'send'>; readonly dynamodb: Pick<DynamoDBClient, 'send'> },
): Promise<boolean> {
  try {
    if (type === 'table') await clients.dynamodb.send(new DescribeTableCommand({ TableName: name }));
    else await clients.s3.send(new HeadBucketCommand({ Bucket: name, ExpectedBucketOwner: account }));
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return false;
    // The answer to a HEAD has no body that could say more.
    if ([403, 404].includes(numberOf(dig(error, '$metadata', 'httpStatusCode')) ?? 0)) return false;
    throw error;
  }
}

export interface Place {
  readonly stage: string;
  readonly account: string;
  readonly region: string;
  /** Packages the template; false where that failed. */
  readonly packed: () => boolean;
}

export interface AdoptionClients {
  readonly cloudFormation: Pick<CloudFormationClient, 'send'>;
  readonly s3: Pick<S3Client, 'send'>;
  readonly dynamodb: Pick<DynamoDBClient, 'send'>;
}

export const packagedTemplate = '.serverless/cloudformation-template-update-stack.json';

/** Where there is no stack yet but what one left; false where it did not come about. */
export async function adoptKept(place: Place, clients: AdoptionClients): Promise<boolean> {
  const name = stackName(place.stage);
  const stack = await findStack(name, clients.cloudFormation);
  // A stack under review has no resources yet: a change set of it failed, or waits.
  if (stack !== null && stack.status !== 'REVIEW_IN_PROGRESS') return true;
  if (!place.packed()) return false;
  const template = templateOfKept(objectOf(JSON.parse(readFileSync(packagedTemplate, 'utf8'))), place);
  const left: Named[] = [];
  for (const one of namedIn(template)) if (await exists(one, place.account, clients)) left.push(one);
  if (left.length === 0) return true;
  console.error(
    `an earlier deployment left ${left.map((one) => one.name).join(', ')}: imported into ${name}`,
  );
  await importKept({ name, template, wait }, clients.cloudFormation);
  return true;
}
