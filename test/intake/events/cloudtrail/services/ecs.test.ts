// ECS calls as workloads: from the answer, from the request, or from what must be looked up.
import { describe, expect, it } from 'vitest';
import type { FactAnswer } from '../../../../../shared/model/facts.ts';
import { account, call, noFacts, observe, region, subjects, the } from '../../records.ts';

const arn = (resource: string) => `arn:aws:ecs:${region}:${account}:${resource}`;
const definition = {
  family: 'web',
  taskDefinitionArn: arn('task-definition/web:3'),
  containerDefinitions: [{ name: 'web', image: 'nginx', privileged: true }],
  taskRoleArn: 'arn:aws:iam::1:role/web',
};
const known: FactAnswer = {
  ok: true,
  asOf: '2026-11-02T09:13:00.000Z',
  value: { definition, tags: [{ key: 'team', value: 'shop' }] },
};

describe('RegisterDaemonTaskDefinition', () => {
  const daemon = { ...definition, pidMode: 'shared', ipcMode: 'none' };

  it('is a definition whose `shared` is the host’s namespace', () => {
    const raw = call('ecs:RegisterDaemonTaskDefinition', daemon, {
      responseElements: { daemonTaskDefinitionArn: arn('daemon-task-definition/web:1') },
    });
    const found = the('workload', raw);
    expect(found).toMatchObject({
      id: arn('daemon-task-definition/web:1'),
      isolation: { pid: { value: 'host', path: 'pidMode' }, ipc: { value: 'none' } },
      containers: [{ privileged: { value: true } }],
    });
    expect(found.network.mode.unsettled).toMatch(/does not name its network/);
  });

  it('is unknown where CloudTrail left the request out', () => {
    const found = the('workload', call('ecs:RegisterDaemonTaskDefinition', null));
    expect(found.containers[0]?.privileged.unsettled).toMatch(/left the request out/);
  });
});

describe('RegisterTaskDefinition', () => {
  it('is a definition that nothing runs yet, as the answer shows it', () => {
    const raw = call(
      'ecs:RegisterTaskDefinition',
      { family: 'web', containerDefinitions: [] },
      { responseElements: { taskDefinition: definition, tags: [{ key: 'a', value: 'b' }] } },
    );
    expect(the('workload', raw)).toMatchObject({
      id: definition.taskDefinitionArn,
      identity: 'web',
      running: false,
      tags: { a: 'b' },
      containers: [{ privileged: { value: true } }],
    });
  });

  it('is read from the request where the answer is short', () => {
    const { taskDefinitionArn: _, ...request } = definition;
    const raw = call('ecs:RegisterTaskDefinition', request, {
      responseElements: { taskDefinition: { taskDefinitionArn: definition.taskDefinitionArn } },
    });
    expect(the('workload', raw)).toMatchObject({
      id: definition.taskDefinitionArn,
      tags: {},
      containers: [{ privileged: { value: true } }],
    });
  });

  it('is looked up where CloudTrail left the request out', () => {
    const answered = {
      responseElements: { taskDefinition: { taskDefinitionArn: definition.taskDefinitionArn } },
    };
    for (const omitted of [null, { omitted: true }]) {
      const raw = call('ecs:RegisterTaskDefinition', omitted, answered);
      expect(observe(raw).pending).toMatchObject([
        { request: { fact: 'task-definition', name: definition.taskDefinitionArn, account, region } },
      ]);
      expect(the('workload', raw, known)).toMatchObject({
        tags: { team: 'shop' },
        containers: [{ privileged: { value: true } }],
      });
    }
  });

  it('is unknown, never passed over, where not even its name is told', () => {
    const workload = the('workload', call('ecs:RegisterTaskDefinition', null));
    expect(workload.containers[0]?.privileged.unsettled).toContain('left the request out');
    expect(workload.id).toBe('0b1c2d3e-0000-4000-8000-000000000001');
  });
});

describe('RunTask', () => {
  const request = {
    cluster: 'pay',
    taskDefinition: 'web',
    overrides: {
      taskRoleArn: 'arn:aws:iam::1:role/other',
      containerOverrides: [{ name: 'web', command: ['id'] }],
    },
  };
  const tasks = [arn('task/pay/a'), arn('task/pay/b')].map((taskArn) => ({
    taskArn,
    taskDefinitionArn: definition.taskDefinitionArn,
  }));

  it('is one workload a task, its overrides over the definition that the answer names', () => {
    const observation = observe(call('ecs:RunTask', request, { responseElements: { tasks } }));
    expect(observation.pending[0]?.request).toMatchObject({
      fact: 'task-definition',
      name: definition.taskDefinitionArn,
    });
    expect(subjects(observation, known).slice(1)).toMatchObject([
      {
        id: tasks[0]?.taskArn,
        instance: tasks[0]?.taskArn,
        identity: 'web',
        cluster: 'pay',
        running: true,
        roles: { task: { value: 'arn:aws:iam::1:role/other' } },
        overrides: { definitionTaskRole: 'arn:aws:iam::1:role/web' },
      },
      { instance: tasks[1]?.taskArn },
    ]);
  });

  it('that started nothing does not run', () => {
    expect(
      the(
        'workload',
        call('ecs:RunTask', request, { responseElements: { tasks: [], failures: [{}] } }),
        known,
      ),
    ).toMatchObject({ running: false, instance: null });
  });

  it('without cluster runs in the default one', () => {
    expect(the('workload', call('ecs:StartTask', { taskDefinition: 'web' }), known).cluster).toBe('default');
  });

  it('is read from the tasks it started where the request was left out', () => {
    expect(
      the('workload', call('ecs:RunTask', null, { responseElements: { tasks: tasks.slice(0, 1) } }), known),
    ).toMatchObject({ source: 'task', instance: tasks[0]?.taskArn });
  });

  it('is unknown where neither is told', () => {
    expect(the('workload', call('ecs:RunTask', null)).containers[0]?.privileged.unsettled).toBeDefined();
  });
});

describe('services', () => {
  const service = {
    serviceArn: arn('service/pay/web'),
    serviceName: 'web',
    clusterArn: arn('cluster/pay'),
    taskDefinition: definition.taskDefinitionArn,
  };

  it('are completed with their definition', () => {
    for (const name of ['ecs:CreateService', 'ecs:UpdateService']) {
      const raw = call(
        name,
        { cluster: 'pay', service: 'web', taskDefinition: 'web:3' },
        { responseElements: { service } },
      );
      expect(the('workload', raw, known)).toMatchObject({
        id: service.serviceArn,
        identity: service.serviceArn,
        running: true,
        cluster: 'pay',
        containers: [{ privileged: { value: true } }],
      });
      expect(the('workload', raw, noFacts).containers[0]?.privileged.unsettled).toBeDefined();
    }
  });

  it('tell which tasks are theirs by the deployments in the answer, and by nothing in the request', () => {
    const deployments = [{ id: 'ecs-svc/1', taskDefinition: definition.taskDefinitionArn }];
    const told = (answered: object) =>
      observe(
        call(
          'ecs:UpdateService',
          { ...service, deployments, cluster: 'pay' },
          { responseElements: { service: { ...service, ...answered } } },
        ),
      ).links;
    expect(told({ deployments })).toMatchObject([
      { cluster: 'pay', owner: { identity: service.serviceArn } },
    ]);
    expect(told({})).toEqual([]);
  });

  it('are looked up where only their size changed and the answer is left out', () => {
    const raw = call('ecs:UpdateService', { cluster: 'pay', service: 'web', desiredCount: 3 });
    expect(observe(raw).pending).toMatchObject([
      { request: { fact: 'service', cluster: 'pay', name: 'web' } },
    ]);
    expect(the('workload', raw)).toMatchObject({ identity: service.serviceArn });
    expect(the('workload', call('ecs:UpdateService', null)).containers[0]?.image.unsettled).toBeDefined();
  });

  it('end', () => {
    expect(
      observe(call('ecs:DeleteService', { service: 'web' }, { responseElements: { service } })).gone,
    ).toMatchObject([{ identity: service.serviceArn, instance: null }]);
    expect(observe(call('ecs:DeleteService', { cluster: 'pay', service: 'web' })).gone).toMatchObject([
      { identity: service.serviceArn },
    ]);
    expect(
      observe(call('ecs:DeleteService', { cluster: 'pay', service: service.serviceArn })).gone,
    ).toMatchObject([{ identity: service.serviceArn }]);
    expect(observe(call('ecs:DeleteService', null)).gone).toEqual([]);
  });

  it('lose a task that is stopped', () => {
    const task = {
      taskArn: arn('task/pay/a'),
      clusterArn: arn('cluster/pay'),
      group: 'service:web',
      startedBy: 'ecs-svc/1',
      taskDefinitionArn: definition.taskDefinitionArn,
    };
    expect(
      observe(call('ecs:StopTask', { cluster: 'pay', task: 'a' }, { responseElements: { task } })).gone,
    ).toMatchObject([
      { instance: task.taskArn, uid: task.taskArn },
      { identity: service.serviceArn, instance: task.taskArn, uid: task.taskArn },
    ]);
    expect(observe(call('ecs:StopTask', { cluster: 'pay', task: 'a' })).gone).toEqual([]);
  });
});

describe('clusters', () => {
  it('have the documented defaults when made, and only what is told when changed', () => {
    const made = the(
      'cluster',
      call('ecs:CreateCluster', {
        clusterName: 'pay',
        settings: [{ name: 'containerInsights', value: 'enabled' }],
      }),
    );
    expect(made).toMatchObject({
      id: arn('cluster/pay'),
      containerInsights: { value: 'enabled' },
      execLogging: { value: 'DEFAULT' },
    });
    const logging = { executeCommandConfiguration: { logging: 'NONE' } };
    const changed = the(
      'cluster',
      call('ecs:UpdateCluster', { cluster: arn('cluster/pay'), configuration: logging }),
    );
    expect(changed).toMatchObject({ id: arn('cluster/pay'), execLogging: { value: 'NONE' } });
    expect(changed.containerInsights.unsettled).toBe('no facts');
    expect(the('cluster', call('ecs:CreateCluster', null)).execLogging.unsettled).toBeDefined();
    expect(observe(call('ecs:DeleteCluster', { cluster: 'pay' })).gone).toMatchObject([
      { identity: arn('cluster/pay') },
    ]);
  });
});
