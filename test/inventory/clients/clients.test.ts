// Each client sends what its table names: an operation leads to the command of that name, and to no other.
import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, it } from 'vitest';
import type { SdkService } from '../../../shared/gather/clients/service.ts';

const clients: Readonly<Record<string, () => Promise<{ readonly service: SdkService }>>> = {
  ecr: () => import('../../../shared/inventory/clients/ecr.ts'),
  ecs: () => import('../../../shared/inventory/clients/ecs.ts'),
  eks: () => import('../../../shared/inventory/clients/eks.ts'),
  iam: () => import('../../../shared/inventory/clients/iam.ts'),
};

it('are all here', () => {
  const files = globSync('shared/inventory/clients/*.ts').map((file) => basename(file, '.ts'));
  expect(Object.keys(clients).toSorted()).toEqual(files.filter((name) => name !== 'index').toSorted());
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
