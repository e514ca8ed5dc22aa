// A task belongs to the service that it names where that service confirms it.
import { expect, it } from 'vitest';
import type { Reader } from '../../shared/gather/reading.ts';
import { serviceOfTask } from '../../shared/gather/service-of-task.ts';
import type { JsonObject } from '../../shared/model/json.ts';

const definition = 'arn:aws:ecs:eu-central-1:111122223333:task-definition/web:3';
const task = { group: 'service:web', startedBy: 'ecs-svc/1', taskDefinitionArn: definition };
const service = { serviceName: 'web', deployments: [{ id: 'ecs-svc/1', taskDefinition: definition }] };

function readerOf(services: readonly JsonObject[]) {
  const asked: unknown[] = [];
  const get = async (...call: unknown[]) => {
    asked.push(call);
    return { services };
  };
  return { asked, reader: { get } as unknown as Reader };
}

it('is asked of by name, in the cluster of the task', async () => {
  const { asked, reader } = readerOf([service]);
  expect(await serviceOfTask(reader, 'shop', task)).toBe(service);
  expect(asked).toEqual([['ecs', 'DescribeServices', { services: ['web'], cluster: 'shop' }]]);
});

it.each([
  ['another deployment', { ...service, deployments: [{ id: 'ecs-svc/2', taskDefinition: definition }] }],
  ['no deployment', { ...service, deployments: [] }],
])('%s confirms nothing', async (_, other) => {
  expect(await serviceOfTask(readerOf([other]).reader, null, task)).toBeNull();
});

it('a task that names none is nobody’s, and nobody is asked', async () => {
  const { asked, reader } = readerOf([service]);
  expect(await serviceOfTask(reader, 'shop', { ...task, group: 'family:web' })).toBeNull();
  expect(asked).toEqual([]);
});
