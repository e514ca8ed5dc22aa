// The API over the SDK: answers, what is never sent, roles of other accounts, errors.
import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { DescribeRepositoriesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { DescribeTaskDefinitionCommand, ECSClient } from '@aws-sdk/client-ecs';
import { EKSClient, ListAccessEntriesCommand } from '@aws-sdk/client-eks';
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { ApiRequest } from '../../shared/gather/api.ts';
import { type AwsOptions, awsApi, clusterTokens } from '../../shared/gather/aws.ts';
import type { ClientConfig } from '../../shared/gather/clients/service.ts';
import { failureCode } from '../../shared/gather/error-codes.ts';
import type { JsonObject } from '../../shared/model/json.ts';

const own = '111122223333';
const other = '444455556666';
const mocks = {
  ecs: mockClient(ECSClient),
  ecr: mockClient(ECRClient),
  ec2: mockClient(EC2Client),
  eks: mockClient(EKSClient),
  iam: mockClient(IAMClient),
  sts: mockClient(STSClient),
};
afterEach(() => {
  for (const mock of Object.values(mocks)) mock.reset();
});
afterAll(() => {
  for (const mock of Object.values(mocks)) mock.restore();
});

const now = () => new Date('2026-11-20T10:00:00Z');
const options: AwsOptions = { account: own, region: 'eu-west-1', now };
const ask = (service: string, operation: string, place: Partial<ApiRequest> = {}): ApiRequest => ({
  account: own,
  region: 'eu-west-1',
  service,
  operation,
  input: {},
  ...place,
});

describe('an answer', () => {
  it('is plain JSON, as of the call', async () => {
    mocks.iam.on(GetRoleCommand).resolves({
      $metadata: { requestId: 'r' },
      Role: {
        RoleName: 'web',
        Path: '/',
        RoleId: 'A',
        Arn: 'a',
        CreateDate: new Date('2026-01-02T03:04:05Z'),
      },
    });
    const answer = await awsApi(options).call(ask('iam', 'GetRole', { input: { RoleName: 'web' } }));
    expect(answer).toEqual({
      ok: true,
      output: {
        Role: { RoleName: 'web', Path: '/', RoleId: 'A', Arn: 'a', CreateDate: '2026-01-02T03:04:05.000Z' },
      },
      asOf: '2026-11-20T10:00:00.000Z',
      requestId: 'r',
    });
    expect(mocks.iam.commandCalls(GetRoleCommand, { RoleName: 'web' })).toHaveLength(1);
  });

  it.each([
    [
      'ecs',
      'DescribeTaskDefinition',
      () => mocks.ecs.on(DescribeTaskDefinitionCommand).resolves({ tags: [] }),
    ],
    ['ecr', 'DescribeRepositories', () => mocks.ecr.on(DescribeRepositoriesCommand).resolves({})],
    ['ec2', 'DescribeInstances', () => mocks.ec2.on(DescribeInstancesCommand).resolves({})],
    ['eks', 'ListAccessEntries', () => mocks.eks.on(ListAccessEntriesCommand).resolves({})],
  ])('of %s.%s comes from its client', async (service, operation, prepare) => {
    prepare();
    expect(await awsApi(options).call(ask(service, operation))).toMatchObject({ ok: true });
  });

  it('of a mocked client that answers nothing is empty', async () => {
    expect(await awsApi({ account: own }).call(ask('ec2', 'DescribeInstances'))).toMatchObject({
      ok: true,
      output: {},
    });
  });
});

describe('what is never sent', () => {
  it.each([
    ['an operation that is not listed', ask('ecs', 'StopTask')],
    ['a service that is not listed', ask('lambda', 'Invoke')],
    ['a key of the prototype', ask('ecs', 'constructor')],
    ['a service of the prototype', ask('__proto__', 'x')],
    ['a region that is none', ask('ecs', 'DescribeTasks', { region: 'evil.example/' })],
    ['an account that is none', ask('ecs', 'DescribeTasks', { account: '1:role/x' })],
  ])('%s', async (_, request) => {
    expect(await awsApi(options).call(request)).toMatchObject({ ok: false, code: 'failed' });
    expect(mocks.ecs.calls()).toHaveLength(0);
  });

  it('can be widened by the caller', async () => {
    mocks.sts.on(GetCallerIdentityCommand).resolves({ Account: own });
    const services = {
      sts: async () => ({
        client: () => new STSClient({}),
        commands: { GetCallerIdentity: GetCallerIdentityCommand },
      }),
    };
    const answer = await awsApi({ ...options, services }).call(ask('sts', 'GetCallerIdentity'));
    expect(answer).toMatchObject({ ok: true, output: { Account: own } });
  });
});

describe('accounts', () => {
  it('another account without a role is not read with the own credentials', async () => {
    mocks.sts.on(GetCallerIdentityCommand).resolves({ Account: own });
    const api = awsApi({ now });
    expect(await api.call(ask('iam', 'GetRole', { account: other }))).toMatchObject({
      ok: false,
      code: 'denied',
    });
    expect(await api.call(ask('iam', 'GetRole', { account: other }))).toMatchObject({
      ok: false,
      code: 'denied',
    });
    expect(mocks.iam.calls()).toHaveLength(0);
    expect(mocks.sts.calls()).toHaveLength(1);
    mocks.iam.on(GetRoleCommand).resolves({});
    expect((await api.call(ask('iam', 'GetRole', { account: null }))).ok).toBe(true);
    expect((await api.call(ask('iam', 'GetRole'))).ok).toBe(true);
  });

  it('asks again who it is after a failure', async () => {
    mocks.sts
      .on(GetCallerIdentityCommand)
      .rejectsOnce(named('ThrottlingException'))
      .resolves({ Account: own });
    mocks.iam.on(GetRoleCommand).resolves({});
    const api = awsApi();
    expect(await api.call(ask('iam', 'GetRole'))).toMatchObject({ code: 'throttled' });
    expect((await api.call(ask('iam', 'GetRole'))).ok).toBe(true);
  });

  it('a registry that a read names may let others in', async () => {
    mocks.ecr.on(DescribeRepositoriesCommand).resolves({});
    const read = (input: JsonObject) =>
      awsApi(options).call(ask('ecr', 'DescribeRepositories', { account: other, input }));
    expect((await read({ registryId: other })).ok).toBe(true);
    for (const input of [{}, { registryId: own }, { registryId: null }])
      expect(await read(input)).toMatchObject({ ok: false, code: 'denied' });
  });

  it('a registry of an account that lets nobody take the role is asked by the own credentials, and nothing else is', async () => {
    mocks.sts.on(AssumeRoleCommand).rejects(named('AccessDenied'));
    const role = 'arn:aws:iam::444455556666:role/seawall-read';
    const signing =
      (Command: typeof DescribeRepositoriesCommand | typeof DescribeTaskDefinitionCommand) => async () => ({
        client: (config: ClientConfig) => ({
          async send() {
            await config.credentials?.();
            return {};
          },
        }),
        commands: { DescribeRepositories: Command, DescribeTaskDefinition: Command },
      });
    const services = {
      ecr: signing(DescribeRepositoriesCommand),
      ecs: signing(DescribeTaskDefinitionCommand),
    };
    const roleArnFor = (account: string) => (account === other ? role : null);
    const api = awsApi({ ...options, roleArnFor, services });
    const read = (service: string, operation: string, input: JsonObject) =>
      api.call(ask(service, operation, { account: other, input }));
    expect((await read('ecr', 'DescribeRepositories', { registryId: other })).ok).toBe(true);
    expect(await read('ecr', 'DescribeRepositories', {})).toMatchObject({ ok: false, code: 'denied' });
    expect(await read('ecs', 'DescribeTaskDefinition', {})).toMatchObject({ ok: false, code: 'denied' });
  });

  it('a cluster of another account gets no token of the own one', async () => {
    const tokens = clusterTokens(options);
    await expect(tokens(other, 'eu-west-1', 'shop')).rejects.toThrow(`no role for account ${other}`);
  });

  it('takes the role, with credentials of its own for each client', async () => {
    const given = {
      AccessKeyId: 'ASIAX',
      SecretAccessKey: 's',
      SessionToken: 't',
      Expiration: new Date('2099-01-01'),
    };
    mocks.sts.on(AssumeRoleCommand).resolves({ Credentials: given });
    let config: { credentials?: () => Promise<unknown>; region?: string } = {};
    const services = {
      iam: async () => ({
        client: (made: typeof config) => {
          config = made;
          return new IAMClient({});
        },
        commands: { GetRole: GetRoleCommand },
      }),
    };
    mocks.iam.on(GetRoleCommand).resolves({});
    const roleArnFor = (account: string) => `arn:aws:iam::${account}:role/seawall-read`;
    const api = awsApi({ ...options, services, roleArnFor, externalId: 'x' });
    await api.call(ask('iam', 'GetRole', { account: other, region: 'aws-global' }));
    expect(config.region).toBe('us-east-1');
    expect(await config.credentials?.()).toEqual({
      accessKeyId: 'ASIAX',
      secretAccessKey: 's',
      sessionToken: 't',
      expiration: given.Expiration,
    });
    expect(mocks.sts.commandCalls(AssumeRoleCommand)[0]?.args[0].input).toEqual({
      RoleArn: `arn:aws:iam::${other}:role/seawall-read`,
      RoleSessionName: 'seawall',
      ExternalId: 'x',
    });
    mocks.sts.on(AssumeRoleCommand).resolves({});
    await expect(config.credentials?.()).rejects.toThrow('no credentials');
  });

  it('makes one client for each account, region and service', async () => {
    let made = 0;
    const services = {
      iam: async () => ({
        client: () => {
          made++;
          return new IAMClient({});
        },
        commands: { GetRole: GetRoleCommand },
      }),
    };
    mocks.iam.on(GetRoleCommand).resolves({});
    const api = awsApi({ ...options, services, profile: 'p', endpoint: 'http://localhost:1' });
    for (const region of ['eu-west-1', 'eu-west-1', 'us-east-1', null])
      await api.call(ask('iam', 'GetRole', { region }));
    expect(made).toBe(3);
  });
});

describe('without a configured region', () => {
  it('asks whose the credentials are in the region of the call', async () => {
    mocks.sts.on(GetCallerIdentityCommand).resolves({ Account: own });
    mocks.ecs.on(DescribeTaskDefinitionCommand).resolves({});
    const answer = await awsApi({ now }).call(
      ask('ecs', 'DescribeTaskDefinition', { region: 'eu-central-1' }),
    );
    expect(answer.ok).toBe(true);
    const [asked] = mocks.sts.commandCalls(GetCallerIdentityCommand);
    expect(await asked?.thisValue.config.region()).toBe('eu-central-1');
  });
});

function named(name: string, message = 'message', code?: string): Error {
  return Object.assign(new Error(message), { name, ...(code === undefined ? {} : { code }) });
}

describe('errors', () => {
  it.each([
    ['NoSuchEntityException', '', 'not-found'],
    ['NoSuchEntity', '', 'not-found'],
    ['RepositoryPolicyNotFoundException', '', 'not-found'],
    ['RepositoryNotFoundException', '', 'not-found'],
    ['ClusterNotFoundException', '', 'not-found'],
    ['ResourceNotFoundException', '', 'not-found'],
    ['InvalidInstanceID.NotFound', '', 'not-found'],
    ['InvalidGroup.NotFound', '', 'not-found'],
    ['ClientException', 'Unable to describe task definition.', 'not-found'],
    ['ClientException', 'Something else', 'failed'],
    ['AccessDeniedException', '', 'denied'],
    ['AccessDenied', '', 'denied'],
    ['UnauthorizedOperation', '', 'denied'],
    ['ExpiredTokenException', '', 'denied'],
    ['ThrottlingException', '', 'throttled'],
    ['Throttling', '', 'throttled'],
    ['TooManyRequestsException', '', 'throttled'],
    ['RequestLimitExceeded', '', 'throttled'],
    ['TimeoutError', '', 'timeout'],
    ['AbortError', '', 'timeout'],
    ['ServerException', '', 'timeout'],
    ['CredentialsProviderError', '', 'failed'],
    ['constructor', '', 'failed'],
  ])('%s (%s) is %s', async (name, message, code) => {
    expect(failureCode(name, message)).toBe(code);
    mocks.ecs.on(DescribeTaskDefinitionCommand).rejects(named(name, message));
    const answer = await awsApi(options).call(ask('ecs', 'DescribeTaskDefinition'));
    expect(answer).toMatchObject({ ok: false, code });
    expect(answer.ok ? '' : answer.reason).toContain(`ecs.DescribeTaskDefinition: ${name}`);
  });

  it('of the network are told by their code; messages are cut and hold no control characters', async () => {
    mocks.ecs
      .on(DescribeTaskDefinitionCommand)
      .rejects(named('Error', `\u001b[2J${'x'.repeat(999)}`, 'ECONNRESET'));
    const answer = await awsApi(options).call(ask('ecs', 'DescribeTaskDefinition'));
    expect(answer).toMatchObject({ ok: false, code: 'timeout' });
    const reason = answer.ok ? '' : answer.reason;
    expect(reason.length).toBeLessThan(400);
    expect(reason).not.toContain('\u001b');
  });

  it('that are no errors are failures too', async () => {
    const services = { ecs: () => Promise.reject('a text') };
    expect(await awsApi({ services }).call(ask('ecs', 'X'))).toMatchObject({ ok: false, code: 'failed' });
  });
});
