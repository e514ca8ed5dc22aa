// Every action that moto can play along with: `moto_server -p 5000`, then SEAWALL_MOTO_URL=http://localhost:5000.
import {
  CreateClusterCommand,
  CreateServiceCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import {
  CreateRoleCommand,
  GetRoleCommand,
  IAMClient,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { beforeAll, describe, expect, it } from 'vitest';
import { awsApi } from '../../shared/gather/aws.ts';
import type { ResponseAction } from '../../shared/model/response.ts';
import { actionFor } from '../../shared/respond/actions/index.ts';
import { responseServices } from '../../shared/respond/clients/services.ts';
import { account, findingOn, region, roundTrip } from '../respond/actions/round-trip.ts';

const endpoint = process.env.SEAWALL_MOTO_URL;
const name = `seawall-${Date.now()}`;
const config = { endpoint: endpoint ?? '', region };
const iam = new IAMClient(config);
const ecs = new ECSClient(config);
const api = awsApi({ ...config, account, services: responseServices });

function action(named: ResponseAction) {
  const found = actionFor(named);
  if (found === null) throw new Error(`no action ${named}`);
  return found;
}

const statement = (principal: string) => ({
  Effect: 'Allow',
  Principal: { AWS: principal },
  Action: 'sts:AssumeRole',
});

describe.skipIf(endpoint === undefined)('actions over moto', () => {
  beforeAll(() => {
    process.env.AWS_ACCESS_KEY_ID = 'test';
    process.env.AWS_SECRET_ACCESS_KEY = 'test';
  });

  it('restore-trust takes the foreign principal out', async () => {
    const own = statement(`arn:aws:iam::${account}:root`);
    const trust = { Version: '2012-10-17', Statement: [own, statement('arn:aws:iam::999988887777:root')] };
    const text = JSON.stringify(trust, null, 1);
    await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: text }));
    const prepared = await roundTrip({
      action: action('restore-trust'),
      finding: findingOn({ id: `arn:aws:iam::${account}:role/${name}` }, ['arn:aws:iam::999988887777:root']),
      api,
      raw: async () => (await iam.send(new GetRoleCommand({ RoleName: name }))).Role,
      foreign: () =>
        iam.send(
          new UpdateAssumeRolePolicyCommand({
            RoleName: name,
            PolicyDocument: JSON.stringify({ ...trust, Statement: [statement('*')] }),
          }),
        ),
    });
    expect(prepared.after[0]?.state).toEqual({ trust: { Version: '2012-10-17', Statement: [own] } });
  });

  describe('ECS', () => {
    const definition = (privileged: boolean) =>
      new RegisterTaskDefinitionCommand({
        family: name,
        containerDefinitions: [{ name: 'web', image: 'nginx:1', memory: 128, privileged }],
      });

    beforeAll(async () => {
      await ecs.send(new CreateClusterCommand({ clusterName: name }));
      for (const privileged of [true, false, true, true]) await ecs.send(definition(privileged));
    });

    it('stop-workload rolls a service back to the newest older revision that passes', async () => {
      const created = await ecs.send(
        new CreateServiceCommand({
          cluster: name,
          serviceName: name,
          taskDefinition: `${name}:4`,
          desiredCount: 2,
        }),
      );
      const prepared = await roundTrip({
        action: action('stop-workload'),
        finding: findingOn({ kind: 'workload', platform: 'ecs', id: created.service?.serviceArn ?? '' }),
        api,
        context: {
          passes: async (found) => JSON.stringify(found).includes('"privileged":false'),
        },
        foreign: () =>
          ecs.send(new UpdateServiceCommand({ cluster: name, service: name, taskDefinition: `${name}:3` })),
      });
      expect(prepared.words).toContain(`from ${name}:4 to ${name}:2`);
    });
  });
});
