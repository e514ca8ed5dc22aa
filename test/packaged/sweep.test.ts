// The scheduled sweep, packaged: what no event told is found, what is gone is closed, and both are drift, on an emulated AWS.
import {
  CreateClusterCommand,
  CreateServiceCommand,
  DeleteServiceCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { expect, it } from 'vitest';
import { listFindings } from '../../shared/findings/listing.ts';
import { onDeployment, region } from './world.ts';

const privileged = 'namespace-isolation/no-privileged';

const policy = JSON.stringify({ version: 1, mode: 'observe', notify: { slack: { channel: 'findings' } } });

onDeployment('the sweep', { policy }, (world) => {
  const sweep = async () => {
    await world.local.schedule(scheduleRule);
    await world.local.settle();
  };
  const scheduleRule = 'SweepEventsRuleSchedule1';
  const found = async () => {
    const view = { now: new Date().toISOString(), quiet: Number.POSITIVE_INFINITY, waiver: () => null };
    const all = await listFindings(world.store, view);
    return all
      .filter(({ control }) => control === privileged)
      .map(({ status, subject }) => [status, subject.name]);
  };
  const notes = () => {
    const month = new Date().toISOString().slice(0, 7);
    return world.store.read(`sweep/${world.aws.account}/${region}/${month}`);
  };

  it('finds a service that no event told of, and tells people', async () => {
    const ecs = new ECSClient(world.aws);
    await ecs.send(new CreateClusterCommand({ clusterName: 'shop' }));
    await sweep();
    expect(await found()).toEqual([]);
    const container = { name: 'app', image: 'nginx:1', memory: 128, privileged: true };
    await ecs.send(new RegisterTaskDefinitionCommand({ family: 'web', containerDefinitions: [container] }));
    await ecs.send(
      new CreateServiceCommand({
        cluster: 'shop',
        serviceName: 'web',
        taskDefinition: 'web:1',
        desiredCount: 0,
      }),
    );
    await sweep();
    expect(await found()).toEqual([['open', 'web']]);
    expect(world.slack.tops().length).toBeGreaterThan(0);
    expect((await notes()).at(-1)).toMatchObject({ drift: expect.any(Number) });
  });

  it('changes nothing where nothing changed', async () => {
    const before = await found();
    await sweep();
    expect(await found()).toEqual(before);
    expect((await notes()).at(-1)).toMatchObject({ drift: 0 });
  });

  it('closes what is gone', async () => {
    const ecs = new ECSClient(world.aws);
    await ecs.send(new DeleteServiceCommand({ cluster: 'shop', service: 'web', force: true }));
    await sweep();
    expect(await found()).toEqual([['resolved', 'web']]);
  });

  it('changes nothing on the platform', () => {
    expect(world.recorder.writes).toEqual([]);
  });
});
