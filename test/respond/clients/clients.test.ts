// Each client sends what its table names: an operation leads to the command of that name, and to no other.
import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, it } from 'vitest';
import type { SdkService } from '../../../shared/gather/clients/service.ts';

const clients: Readonly<Record<string, () => Promise<{ readonly service: SdkService }>>> = {
  cloudtrail: () => import('../../../shared/respond/clients/cloudtrail.ts'),
  ec2: () => import('../../../shared/respond/clients/ec2.ts'),
  ecr: () => import('../../../shared/respond/clients/ecr.ts'),
  ecs: () => import('../../../shared/respond/clients/ecs.ts'),
  eks: () => import('../../../shared/respond/clients/eks.ts'),
  eventbridge: () => import('../../../shared/respond/clients/eventbridge.ts'),
  iam: () => import('../../../shared/respond/clients/iam.ts'),
  logs: () => import('../../../shared/respond/clients/logs.ts'),
  scaling: () => import('../../../shared/respond/clients/scaling.ts'),
  ssm: () => import('../../../shared/respond/clients/ssm.ts'),
};

it('are all here', () => {
  const files = globSync('shared/respond/clients/*.ts').map((file) => basename(file, '.ts'));
  expect(Object.keys(clients).toSorted()).toEqual(
    files.filter((name) => !name.startsWith('service')).toSorted(),
  );
});

it.each(Object.entries(clients))('%s', async (_, load) => {
  const { service } = await load();
  const commands = Object.entries(service.commands);
  expect(commands.length).toBeGreaterThan(0);
  for (const [operation, command] of commands) expect(command.name).toBe(`${operation}Command`);
  const requestHandler = { connectionTimeout: 1, requestTimeout: 1 };
  const client = service.client({ region: 'eu-central-1', maxAttempts: 1, requestHandler });
  expect(client.send).toBeTypeOf('function');
});
