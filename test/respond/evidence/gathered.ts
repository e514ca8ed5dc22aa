// Evidence as it is gathered of a task that runs, over answers that a test may change.
import type { JsonObject } from '../../../shared/model/json.ts';
import type { PlannedCall } from '../../../shared/model/response.ts';
import { emptyEvidence } from '../../../shared/respond/evidence/evidence.ts';
import { gatherWorkloads } from '../../../shared/respond/evidence/workloads.ts';
import { fakeApi } from '../../gather/fake-api.ts';
import { findingOn } from '../actions/round-trip.ts';

export const place = { account: '111122223333', region: 'eu-west-1' };
export const arn = (id: string) => `arn:aws:ecs:eu-west-1:111122223333:task/shop/${id}`;
export const digest = `sha256:${'a'.repeat(64)}`;
export const now = Date.parse('2026-03-01T13:00:00.000Z');
export const call = (operation: string, parameters: JsonObject, service = 'ecs'): PlannedCall => ({
  ...{ service, operation, parameters },
});

export const task = (id: string): JsonObject => ({
  taskArn: arn(id),
  taskDefinitionArn: 'arn:aws:ecs:eu-west-1:111122223333:task-definition/web:1',
  attachments: [
    { type: 'ElasticNetworkInterface', details: [{ name: 'networkInterfaceId', value: 'eni-1' }] },
    { type: 'Service Connect', details: [{ name: 'networkInterfaceId', value: 'eni-2' }] },
  ],
  containers: [{ name: 'web', image: 'shop/web:1', imageDigest: digest, runtimeId: 'c0ffee' }],
});
export const options = {
  'awslogs-group': '/shop/web',
  'awslogs-region': 'eu-west-1',
  'awslogs-stream-prefix': 'web',
};
export const definition = (logConfiguration: JsonObject | null) => ({
  containerDefinitions: [{ name: 'web', ...(logConfiguration === null ? {} : { logConfiguration }) }],
});
export const events = [
  { timestamp: now - 1000, message: 'hello' },
  { timestamp: now, message: 'bye' },
];

export async function gathered(
  answers: Parameters<typeof fakeApi>[0] = {},
  {
    finding = findingOn({ platform: 'ecs' }),
    calls = [call('StopTask', { cluster: 'shop', task: arn('1') })],
  } = {},
) {
  const sessions: { readonly calls: readonly PlannedCall[] }[] = [];
  const api = fakeApi({
    'ecs.DescribeTasks': ({ tasks }) => ({
      tasks: [task(String([tasks].flat()[0]).split('/').at(-1) ?? '')],
    }),
    'ecs.DescribeTaskDefinition': { taskDefinition: definition({ logDriver: 'awslogs', options }) },
    'ec2.DescribeNetworkInterfaces': { NetworkInterfaces: [{ NetworkInterfaceId: 'eni-1' }] },
    ...answers,
  });
  const logs = fakeApi({ 'logs.GetLogEvents': { events }, ...answers });
  const evidence = emptyEvidence();
  const sessionFor = (errand: (typeof sessions)[number]) => {
    sessions.push(errand);
    return logs;
  };
  await gatherWorkloads(finding, calls, { reads: api, sessionFor, place, now }, evidence);
  return { evidence, api, logs, sessions };
}
