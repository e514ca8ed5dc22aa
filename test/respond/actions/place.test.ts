// Where calls go: into the account and the region that the finding is of, or nowhere.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ApiRequest } from '../../../shared/gather/api.ts';
import { type AwsOptions, awsApi } from '../../../shared/gather/aws.ts';
import type { ClientConfig, SdkService } from '../../../shared/gather/clients/service.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import { isObject, type JsonObject } from '../../../shared/model/json.ts';
import type { ResponseAction } from '../../../shared/model/response.ts';
import { actionFor, actions } from '../../../shared/respond/actions/index.ts';
import { responseServices } from '../../../shared/respond/clients/services.ts';
import { fakeApi } from '../../gather/fake-api.ts';
import { heldCases, offlineCases } from './cases.ts';

const home = '111122223333';
const member = '444455556666';
const stranger = '777788889999';

interface Left {
  readonly operation: string;
  readonly input: JsonObject;
  readonly region: string | undefined;
  /** Account of the credentials. */
  readonly account: string;
}

/** Services whose clients send nothing and keep what they would have sent, and as whom. */
async function watched(left: Left[]): Promise<NonNullable<AwsOptions['services']>> {
  const all = Object.entries(responseServices).map(async ([name, load]) => {
    const { commands } = await load();
    const client = (config: ClientConfig) =>
      ({
        async send(command: { operation: string; input: JsonObject }) {
          // Credentials of a role are asked for; the own ones are the SDK's.
          left.push({ ...command, region: config.region, account: await accountOf(config) });
          return {};
        },
      }) as unknown as ReturnType<SdkService['client']>;
    const recorded = Object.keys(commands).map((operation) => [
      operation,
      class {
        operation = operation;
        input: JsonObject;
        constructor(input: JsonObject) {
          this.input = input;
        }
      },
    ]);
    const service = { client, commands: Object.fromEntries(recorded) } as SdkService;
    return [name, async () => service] as const;
  });
  return Object.fromEntries(await Promise.all(all));
}

async function accountOf({ credentials }: ClientConfig): Promise<string> {
  return credentials === undefined ? home : member;
}

const options = { account: home, region: 'eu-central-1', maxAttempts: 1, placed: true };
const roleArnFor = (account: string) =>
  account === member ? `arn:aws:iam::${account}:role/seawall-respond` : null;

describe('a call', async () => {
  const left: Left[] = [];
  const services = await watched(left);
  const api = awsApi({ ...options, services, roleArnFor });
  const operations = await Promise.all(
    Object.entries(responseServices).map(async ([service, load]) =>
      Object.keys((await load()).commands).map((operation) => ({ service, operation })),
    ),
  );
  const requests = fc.record({
    called: fc.constantFrom(...operations.flat()),
    account: fc.constantFrom(home, member, stranger, null),
    region: fc.constantFrom('eu-west-1', 'us-east-1', null),
    input: fc.constantFrom<JsonObject>(
      {},
      { registryId: home },
      { registryId: member },
      { registryId: stranger },
      { cluster: `arn:aws:ecs:eu-west-1:${stranger}:cluster/shop` },
    ),
  });

  it('leaves with credentials of the account that it is meant for, or names the registry that it reads', async () => {
    await fc.assert(
      fc.asyncProperty(requests, async ({ called, account, region, input }) => {
        left.length = 0;
        const request: ApiRequest = { ...called, account, region, input };
        const answer = await api.call(request);
        const [sent] = left;
        expect(answer.ok).toBe(sent !== undefined);
        if (sent === undefined) return;
        if (sent.account !== account) {
          expect(called.service).toBe('ecr');
          expect(called.operation).toMatch(/^(BatchGet|Describe|Get|List)/);
          expect(input.registryId).toBe(account);
        }
        if (called.service !== 'iam') expect(sent.region).toBe(region);
      }),
      { numRuns: 5000 },
    );
  });

  it.each([
    'PutRegistryPolicy',
    'DeleteRegistryPolicy',
    'GetRegistryPolicy',
    'SetRepositoryPolicy',
  ])('of ECR into an account without a role never falls back on the own registry: %s', async (operation) => {
    left.length = 0;
    const input = { policyText: '{}', repositoryName: 'shop' };
    const request = { account: stranger, region: 'eu-west-1', service: 'ecr', operation, input };
    expect(await api.call(request)).toMatchObject({ ok: false, code: 'denied' });
    expect(left).toEqual([]);
  });

  it('that names no place is not sent', async () => {
    left.length = 0;
    const stop = { service: 'ecs', operation: 'StopTask', input: {} };
    expect(await api.call({ ...stop, account: null, region: 'eu-west-1' })).toMatchObject({
      reason: 'ecs.StopTask names no account to act in',
    });
    expect(await api.call({ ...stop, account: home, region: null })).toMatchObject({
      reason: 'ecs.StopTask names no region to act in',
    });
    expect(left).toEqual([]);
  });
});

describe('every action', () => {
  interface One {
    readonly action: ResponseAction;
    readonly finding: Finding;
    readonly answers: Parameters<typeof fakeApi>[0];
  }
  const cases: readonly One[] = [
    ...heldCases,
    ...offlineCases.map(({ action, finding }) => ({ action, finding, answers: {} })),
  ];
  const moved = (finding: Finding): Finding => {
    const text = JSON.stringify(finding)
      .replaceAll('123456789012', member)
      .replaceAll('eu-west-1', 'eu-north-1');
    return JSON.parse(text) as Finding;
  };

  async function requestsOf({ action, finding, answers }: One): Promise<readonly ApiRequest[]> {
    const api = fakeApi(answers);
    const prepared = await actionFor(action)?.prepare(finding, api);
    if (prepared?.ok) expect(prepared.prepared.account).toBe(finding.subject.account);
    return api.requests;
  }

  it('asks in the account and the region of its finding, wherever that is', async () => {
    const asked = new Set<string>();
    for (const one of [...cases, ...cases.map((each) => ({ ...each, finding: moved(each.finding) }))]) {
      const { subject } = one.finding;
      const requests = await requestsOf(one);
      const places = requests.map(({ service, account, region }) =>
        service === 'iam' ? { account } : { account, region },
      );
      const { account, region } = subject;
      expect(places.filter((place) => place.account !== account)).toEqual([]);
      expect(places.filter((place) => 'region' in place && place.region !== region)).toEqual([]);
      if (requests.length > 0) asked.add(one.action);
    }
    expect(actions.map(({ name }) => name).filter((name) => !asked.has(name))).toEqual([]);
  });

  it('reads nothing of the own account for a finding of another one, which no role leads into', async () => {
    const left: Left[] = [];
    const api = awsApi({ ...options, services: await watched(left), roleArnFor });
    for (const { action, finding } of cases) {
      const foreign = JSON.parse(JSON.stringify(finding).replaceAll('123456789012', stranger)) as Finding;
      const prepared = await actionFor(action)?.prepare(foreign, api);
      expect([action, prepared?.ok]).toEqual([action, false]);
    }
    expect(left.filter(({ input }) => !isObject(input) || input.registryId !== stranger)).toEqual([]);
  });
});
