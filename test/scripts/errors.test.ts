// Errors of AWS whose classes the bundles leave out keep what is asked of them: name, message, status and request.
import { globSync, readFileSync } from 'node:fs';
import { ECSClient, ListClustersCommand } from '@aws-sdk/client-ecs';
import { EKSClient, ListClustersCommand as ListEksClustersCommand } from '@aws-sdk/client-eks';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { HttpResponse } from '@smithy/core/protocols';
import { describe, expect, it } from 'vitest';
import { withoutErrorClasses } from '../../scripts/build/slimmer.ts';

const request = 'd1e2f3a4-0000-4000-8000-000000000001';
/** A name that no class of the SDK has: what the bundles see of every error of these services. */
const name = 'BusyTodayException';

const settings = (statusCode: number, headers: Readonly<Record<string, string>>, body: object | string) => ({
  region: 'eu-west-1',
  credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  maxAttempts: 1,
  requestHandler: {
    handle: async () => ({
      response: new HttpResponse({
        ...{ statusCode, headers: { 'x-amzn-requestid': request, ...headers } },
        body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
      }),
    }),
  },
});
const inBody = settings(400, {}, { __type: `com.amazonaws.any#${name}`, message: 'come back later' });
const inHeader = settings(429, { 'x-amzn-errortype': `${name}:http://docs` }, { message: 'come back later' });

const inXml = settings(
  409,
  { 'x-amz-request-id': request },
  `<Error><Code>${name}</Code><Message>come back later</Message><RequestId>${request}</RequestId></Error>`,
);

describe('an error without a class', () => {
  it.each([
    ['JSON 1.1', () => new SSMClient(inBody).send(new GetParameterCommand({ Name: '/x' })), 400],
    ['JSON 1.1, another', () => new ECSClient(inBody).send(new ListClustersCommand()), 400],
    ['JSON 1.0', () => new SQSClient(inBody).send(new ReceiveMessageCommand({ QueueUrl: 'https://q' })), 400],
    ['REST', () => new EKSClient(inHeader).send(new ListEksClustersCommand()), 429],
    ['XML', () => new S3Client(inXml).send(new GetObjectCommand({ Bucket: 'b', Key: 'k' })), 409],
  ] as const)('has its name, message and status over %s', async (_, send, status) => {
    const error: unknown = await send().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      ...{ name, message: 'come back later' },
      $metadata: { httpStatusCode: status, requestId: request },
    });
  });
});

describe('classes of errors', () => {
  const slim = (client: string) => {
    const file = (path: string) =>
      readFileSync(`node_modules/@aws-sdk/client-${client}/dist-es/${path}`, 'utf8');
    return withoutErrorClasses(file('schemas/schemas_0.js'), file('runtimeConfig.shared.js'));
  };

  it.each(['ssm', 'ecs', 'eks', 'lambda', 'sqs', 's3'])('are left out of %s', (client) => {
    expect(slim(client)).not.toContain('\nn0_registry.registerError(');
    expect(slim(client)).toContain('\n_s_registry.registerError(');
  });

  it.each(['iam', 'sts', 'ec2', 'dynamodb'])('stay where they give the name or hold more: %s', (client) => {
    expect(slim(client)).toMatch(/registerError\(/);
    expect(slim(client)).toBe(
      readFileSync(`node_modules/@aws-sdk/client-${client}/dist-es/schemas/schemas_0.js`, 'utf8'),
    );
  });

  it('are asked for by name alone: in a bundle no error is one of them', () => {
    const asking = globSync('{shared,functions,cli}/**/*.ts').filter((file) =>
      /instanceof (?:\w+Exception|NoSuch\w+|NotFound\w*|\w+NotFound)\b/.test(readFileSync(file, 'utf8')),
    );
    expect(asking).toEqual([]);
  });
});
