// The recorder knows every call by what its protocol tells, and keeps exactly those that change something.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordCalls } from './recorder.ts';

const answering = createServer((request, response) => response.end(`answer to ${request.url}`));
const signed = (service: string) =>
  `AWS4-HMAC-SHA256 Credential=AKIA/20261130/eu-central-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;
const form = 'application/x-www-form-urlencoded';
const json = 'application/x-amz-json-1.1';

describe('calls of functions', () => {
  let recorder: Awaited<ReturnType<typeof recordCalls>>;
  beforeAll(async () => {
    await new Promise<void>((resolve) => answering.listen(0, '127.0.0.1', resolve));
    recorder = await recordCalls(`http://127.0.0.1:${(answering.address() as AddressInfo).port}`);
  });
  afterAll(async () => {
    await recorder.stop();
    answering.close();
  });

  const call = async (
    service: string,
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: string,
  ) => {
    const before = recorder.writes.length;
    const answer = await fetch(`${recorder.url}${path}`, {
      ...{ method, headers: { authorization: signed(service), ...headers } },
      ...(body === undefined ? {} : { body }),
    });
    expect(await answer.text()).toBe(`answer to ${path}`);
    return recorder.writes.slice(before);
  };
  const target = (name: string) => ({ 'x-amz-target': name, 'content-type': json });

  it.each([
    [
      'ecs',
      'POST',
      '/',
      target('AmazonEC2.StopTask'),
      '{"task":"t"}',
      { operation: 'StopTask', input: { task: 't' } },
    ],
    [
      'iam',
      'POST',
      '/',
      { 'content-type': form },
      'Action=DeleteRole&Version=1&RoleName=r',
      { operation: 'DeleteRole', input: { RoleName: 'r' } },
    ],
    [
      'eks',
      'POST',
      '/clusters/c',
      { 'content-type': 'application/json' },
      '{"a":1}',
      { operation: 'POST /clusters/c', input: { a: 1 } },
    ],
    ['s3', 'PUT', '/bucket/key', {}, 'evidence', { operation: 'PUT /bucket/key', input: null }],
  ])('%s %s %s is kept', async (service, method, path, headers, body, kept) => {
    expect(await call(service, method, path, headers, body)).toEqual([{ service, ...kept }]);
  });

  it.each([
    ['ecs', 'POST', '/', target('AmazonEC2.DescribeTasks'), '{}'],
    ['iam', 'POST', '/', { 'content-type': form }, 'Action=GetRole&RoleName=r'],
    ['s3', 'GET', '/bucket/key', {}, undefined],
    ['dynamodb', 'POST', '/', target('DynamoDB.PutItem'), '{}'],
    ['sqs', 'POST', '/', target('AmazonSQS.SendMessage'), '{}'],
    ['events', 'POST', '/', target('AWSEvents.PutEvents'), '{}'],
  ])('%s %s %s is not: a read, or Seawall’s own', async (service, method, path, headers, body) => {
    expect(await call(service, method, path, headers, body)).toEqual([]);
  });

  it('are answered in place of the emulator where somebody stands for a service', async () => {
    recorder.answers.set('ecr', {
      DescribeImages: ({ repositoryName }) => ({ seen: repositoryName ?? null }),
    });
    const asked = async (operation: string) => {
      const headers = { authorization: signed('ecr'), ...target(`ECR.${operation}`) };
      const answer = await fetch(recorder.url, { method: 'POST', headers, body: '{"repositoryName":"web"}' });
      return [answer.status, await answer.json()];
    };
    expect(await asked('DescribeImages')).toEqual([200, { seen: 'web' }]);
    expect(await asked('PutImage')).toEqual([400, { __type: 'AccessDeniedException', message: 'PutImage' }]);
    expect(recorder.writes.at(-1)).toMatchObject({ service: 'ecr', operation: 'PutImage' });
  });
});
