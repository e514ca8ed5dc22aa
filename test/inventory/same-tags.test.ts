// A running task is judged alike whether its event tells of it or a sweep finds it: by its own tags over its definition's.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { controls } from '../../shared/controls/index.ts';
import { catalogueOf } from '../../shared/evaluate/catalogue.ts';
import { dataUrls } from '../../shared/gather/data-url.ts';
import { createFacts } from '../../shared/gather/facts.ts';
import { survey } from '../../shared/inventory/survey.ts';
import type { Observation } from '../../shared/model/observation.ts';
import { judge } from '../../shared/pipeline.ts';
import { fakeApi, readAt } from '../gather/fake-api.ts';
import { native, observe } from '../intake/events/records.ts';
import { defaultPolicy } from '../support/default-policy.ts';
import { runs } from '../support/extent.ts';

const home = { account: '111122223333', region: 'eu-central-1' };
const arn = (kind: string, name: string) => `arn:aws:ecs:eu-central-1:111122223333:${kind}/${name}`;
const task = {
  taskArn: arn('task', 'shop/0a1b'),
  taskDefinitionArn: arn('task-definition', 'web:7'),
  clusterArn: arn('cluster', 'shop'),
  group: 'family:web',
  lastStatus: 'RUNNING',
  launchType: 'FARGATE',
};

type Tags = readonly { readonly key: string; readonly value: string }[];

function accountWith(own: Tags, definitions: Tags) {
  return fakeApi({
    'ecs.ListClusters': { clusterArns: [task.clusterArn] },
    'ecs.ListServices': { serviceArns: [] },
    'ecs.ListTasks': { taskArns: [task.taskArn] },
    'ecs.DescribeTasks': { tasks: [{ ...task, tags: [...own] }] },
    'ecs.DescribeTaskDefinition': {
      taskDefinition: {
        taskDefinitionArn: task.taskDefinitionArn,
        family: 'web',
        requiresCompatibilities: ['FARGATE'],
        containerDefinitions: [{ name: 'web', image: 'web:1' }],
      },
      tags: [...definitions],
    },
  });
}

const catalogue = catalogueOf(controls);
const policy = defaultPolicy(controls);

async function outcomes(observation: Observation, api: ReturnType<typeof accountWith>) {
  const facts = createFacts(api, dataUrls);
  const verdicts = await judge(observation, { catalogue, policy, facts, clock: 'facts' });
  return verdicts.map(({ control, outcome }) => [control, outcome]);
}

it('the tags of a task count alike in its event and in a sweep', async () => {
  const tag = fc.record({
    key: fc.constantFrom('seawall.dev/trust', 'team', 'env'),
    value: fc.constantFrom('high', 'low', 'prod', ''),
  });
  const tags = fc.uniqueArray(tag, { selector: ({ key }) => key, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(tags, tags, async (own, definitions) => {
      const api = accountWith(own, definitions);
      const { observations } = await survey(api, home, false, readAt);
      const swept = observations.find(({ name }) => name === 'ecs task');
      const event = observe(native('ECS Task State Change', task));
      if (swept === undefined) throw new Error('the sweep finds no task');
      expect(await outcomes(event, api)).toEqual(await outcomes(swept, api));
    }),
    runs(50),
  );
});
