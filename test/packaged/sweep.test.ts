// The scheduled sweep, packaged: what no event told is found, what is gone is closed, and both are drift, on an emulated AWS.
import {
  CreateClusterCommand,
  CreateServiceCommand,
  DeleteServiceCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { expect, it } from 'vitest';
import { trustOf } from '../../shared/controls/examples/events.ts';
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

/** A look gets eight seconds of these: the rest is kept to write down what it saw. */
const timeouts = { sweep: 68_000 };

onDeployment('a sweep that cannot finish', { policy, timeouts }, (world) => {
  it('goes on by messages to its own queue until it has seen all, and once', async () => {
    const ecs = new ECSClient(world.aws);
    const iam = new IAMClient(world.aws);
    await ecs.send(new CreateClusterCommand({ clusterName: 'shop' }));
    const trust = JSON.stringify(trustOf('ecs-tasks.amazonaws.com'));
    const families = Array.from({ length: 12 }, (_, number) => `web-${number}`);
    for (const family of families) {
      const container = { name: 'app', image: 'nginx:1', memory: 128, privileged: true };
      await ecs.send(new RegisterTaskDefinitionCommand({ family, containerDefinitions: [container] }));
      const service = { cluster: 'shop', serviceName: family, taskDefinition: `${family}:1` };
      await ecs.send(new CreateServiceCommand({ ...service, desiredCount: 0 }));
      await iam.send(new CreateRoleCommand({ RoleName: family, AssumeRolePolicyDocument: trust }));
    }
    world.recorder.slowness = 250;
    await world.local.schedule('SweepEventsRuleSchedule1');
    await world.local.settle();
    const view = { now: new Date().toISOString(), quiet: Number.POSITIVE_INFINITY, waiver: () => null };
    const found = (await listFindings(world.store, view)).filter(({ control }) => control === privileged);
    expect(found.map(({ status, subject }) => `${status} ${subject.name}`).sort()).toEqual(
      families.map((family) => `open ${family}`).sort(),
    );
    const month = new Date().toISOString().slice(0, 7);
    const entries = await world.store.read(`sweep/${world.aws.account}/${region}/${month}`);
    expect(entries.at(-1)).toMatchObject({ whole: expect.any(Boolean), drift: 0 });
    expect(entries.filter(({ drift }) => drift !== undefined)).toHaveLength(1);
    const legs = Math.max(...entries.map(({ leg }) => Number(leg ?? 0)));
    console.info(`the sweep took ${legs} legs`);
    expect(legs).toBeGreaterThan(1);
  });
});
