// ECS documents as workloads: defaults, overrides, running tasks, and what nobody can know.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ec2TaskDefinition, taskDefinition } from '../../../shared/controls/examples/workloads.ts';
import { unsettledMark } from '../../../shared/intake/workload/cursor.ts';
import {
  fromRunTask,
  fromService,
  fromTask,
  fromTaskDefinition,
} from '../../../shared/intake/workload/ecs.ts';
import { nowhere } from '../../../shared/intake/workload/where.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import type { Container, Workload } from '../../../shared/model/workload.ts';
import { hasOwnMachine } from '../../../shared/model/workload-machine.ts';

const read = (definition: JsonObject) => fromTaskDefinition(definition, nowhere);
const firstOf = ({ containers }: Workload): Container => {
  const [container] = containers;
  if (container === undefined) throw new Error('no container');
  return container;
};
const container = (properties: JsonObject) =>
  firstOf(read({ containerDefinitions: [{ name: 'a', ...properties }] }));

describe('what runs where', () => {
  const arn = 'arn:aws:ecs:eu-central-1:111122223333:container-instance/shop/0123456789abcdef';
  const task = (change: JsonObject) => fromTask({ taskArn: 'a', ...change }, null, nowhere);

  it('a task knows its host, its age and what placed it', () => {
    const workload = task({
      containerInstanceArn: arn,
      createdAt: '2026-11-17T10:00:00+01:00',
      capacityProviderName: 'gpu',
    });
    expect(workload).toMatchObject({
      host: arn,
      createdAt: '2026-11-17T09:00:00.000Z',
      placement: { capacityProviders: { value: ['gpu'], path: 'capacityProviderName' } },
    });
    expect(task({ createdAt: 1_700_000_000.5 }).createdAt).toBe('2023-11-14T22:13:20.500Z');
    expect(task({ createdAt: 'soon' })).toMatchObject({ createdAt: null, host: null });
  });

  it('ECS Exec is on where the task says so, or runs its agent', () => {
    const agent = { containers: [{ name: 'web', managedAgents: [{ name: 'ExecuteCommandAgent' }] }] };
    expect(task({ enableExecuteCommand: true }).executeCommandEnabled.value).toBe(true);
    expect(task(agent).executeCommandEnabled).toEqual({
      value: true,
      path: 'containers[0].managedAgents[0]',
    });
    expect(task({ ...agent, enableExecuteCommand: false }).executeCommandEnabled.value).toBe(false);
    expect(task({}).executeCommandEnabled.value).toBe(false);
  });

  it('a daemon is on every host, Fargate tasks have a machine of their own', () => {
    expect(fromService({ schedulingStrategy: 'DAEMON' }, null, nowhere).everyHost).toBe(true);
    expect(fromService({ schedulingStrategy: 'REPLICA' }, null, nowhere).everyHost).toBe(false);
    expect(hasOwnMachine(task({ launchType: 'FARGATE' }))).toBe(true);
    expect(hasOwnMachine(task({ launchType: 'EC2' }))).toBe(false);
  });
});

describe('a task definition', () => {
  it('keeps values with their paths', () => {
    const workload = read(ec2TaskDefinition({ more: [{ privileged: true }] }));
    expect(workload.containers[1]?.privileged).toEqual({
      value: true,
      path: 'containerDefinitions[1].privileged',
    });
    expect(workload.containers[0]?.environment.value[0]?.value.path).toBe(
      'containerDefinitions[0].environment[0].value',
    );
    expect(workload).toMatchObject({
      id: 'shop-web',
      identity: 'shop-web',
      family: 'shop-web',
      objectKind: 'TaskDefinition',
    });
    expect(workload.tags).toEqual({ 'seawall.dev/trust': 'high' });
  });

  it('is named by its ARN, kept by its family, and placed by both', () => {
    const arn = 'arn:aws:ecs:eu-central-1:111122223333:task-definition/shop:3';
    const workload = read({ taskDefinitionArn: arn, family: 'shop', revision: 3 });
    expect(workload).toMatchObject({
      id: arn,
      identity: 'shop',
      definition: arn,
      account: '111122223333',
      region: 'eu-central-1',
      tags: null,
    });
    expect(read({ family: 'shop', revision: 3 }).definition).toBe('shop:3');
    expect(fromTaskDefinition({}, { ...nowhere, unnamed: 'a.json' }).id).toBe('a.json');
  });

  it('has the defaults of the platform where nothing is said', () => {
    const plain = container({});
    expect(plain).toMatchObject({
      privileged: { value: false, path: 'containerDefinitions[0].privileged' },
      readOnlyRoot: { value: false },
      user: { value: null, path: 'containerDefinitions[0].user' },
      command: { value: null },
      environment: { value: [] },
      essential: true,
      logging: { value: null, path: 'containerDefinitions[0].logConfiguration' },
      logRouter: false,
      injected: false,
    });
  });

  it.each([
    [{}, 'bridge'],
    [{ requiresCompatibilities: ['EC2'] }, 'bridge'],
    [{ requiresCompatibilities: ['FARGATE'] }, 'awsvpc'],
    [{ runtimePlatform: { operatingSystemFamily: 'WINDOWS_SERVER_2022_CORE' } }, 'default'],
    [
      { placementConstraints: [{ type: 'memberOf', expression: 'attribute:ecs.os-type == windows' }] },
      'default',
    ],
    [{ networkMode: 'host', requiresCompatibilities: ['EC2'] }, 'host'],
  ])('%j has network mode %s', (definition, mode) => {
    const workload = read(definition);
    expect(workload.network.mode).toEqual({ value: mode, path: 'networkMode' });
    expect(workload.isolation.hostNetwork.value).toBe(mode === 'host');
  });

  it('goes by what it requires before what ECS found it fit for', () => {
    expect(
      read({ compatibilities: ['EC2', 'FARGATE'], requiresCompatibilities: ['FARGATE'] }).launchTypes.value,
    ).toEqual(['fargate']);
    expect(read({ compatibilities: ['EXTERNAL', 'EC2'] }).launchTypes.value).toEqual(['external', 'ec2']);
    expect(read({ requiresCompatibilities: ['MANAGED_INSTANCES', 'MOON'] }).launchTypes.value).toEqual([
      'managed-instances',
    ]);
  });

  it('reads security options', () => {
    const options = {
      dockerSecurityOptions: ['no-new-privileges:true', 'apparmor:shop', 'label:type:svirt_t'],
    };
    const read = container(options);
    expect(read.allowPrivilegeEscalation).toEqual({
      value: false,
      path: 'containerDefinitions[0].dockerSecurityOptions',
    });
    expect(read.appArmor.value).toBe('shop');
    expect(read.seLinux).toMatchObject({ type: { value: 'svirt_t' }, user: { value: null } });
    expect(container({}).allowPrivilegeEscalation.value).toBeNull();
    expect(
      container({ dockerSecurityOptions: ['no-new-privileges=false'] }).allowPrivilegeEscalation.value,
    ).toBeNull();
  });

  it.each([
    [{ name: 'v', host: { sourcePath: '/var/run' } }, 'host', '/var/run', 'volumes[0].host.sourcePath'],
    [{ name: 'v', host: {} }, 'host', null, 'volumes[0].host.sourcePath'],
    [{ name: 'v' }, 'host', null, 'volumes[0].host.sourcePath'],
    [
      { name: 'v', dockerVolumeConfiguration: { scope: 'task' } },
      'docker',
      null,
      'volumes[0].dockerVolumeConfiguration.driverOpts.device',
    ],
    [
      {
        name: 'v',
        dockerVolumeConfiguration: {
          driver: 'local',
          driverOpts: { type: 'none', o: 'bind,rw', device: '/etc' },
        },
      },
      'docker',
      '/etc',
      'volumes[0].dockerVolumeConfiguration.driverOpts.device',
    ],
    [
      {
        name: 'v',
        dockerVolumeConfiguration: { driverOpts: { type: 'nfs', o: 'addr=10.0.0.1', device: ':/x' } },
      },
      'nfs',
      null,
      'volumes[0].dockerVolumeConfiguration.driverOpts.device',
    ],
  ])('reads the volume %j', (volume, type, hostPath, path) => {
    expect(read({ volumes: [volume] }).volumes.value[0]).toMatchObject({
      type,
      hostPath: { value: hostPath, path },
    });
  });

  it('reads what encrypts EFS', () => {
    const efs = (configuration: JsonObject) =>
      read({ volumes: [{ name: 'v', efsVolumeConfiguration: configuration }] }).volumes.value[0];
    expect(efs({ fileSystemId: 'fs-1' })).toMatchObject({
      transitEncryption: { value: false },
      iamAuthorization: { value: false },
    });
    expect(efs({ transitEncryption: 'ENABLED', authorizationConfig: { iam: 'ENABLED' } })).toMatchObject({
      type: 'efs',
      transitEncryption: { value: true, path: 'volumes[0].efsVolumeConfiguration.transitEncryption' },
      iamAuthorization: { value: true },
    });
  });

  it.each([
    ['arn:aws:secretsmanager:eu-central-1:111122223333:secret:db-AbCdEf', 'secrets-manager'],
    ['arn:aws:ssm:eu-central-1:111122223333:parameter/db', 'ssm'],
    ['/shop/db', 'ssm'],
    ['arn:aws:s3:::bucket/key', 'other'],
  ])('the secret %s comes from %s', (valueFrom, source) => {
    expect(container({ secrets: [{ name: 'S', valueFrom }] }).secrets.value).toMatchObject([
      { name: 'S', source },
    ]);
    const logging = { logConfiguration: { logDriver: 'splunk', secretOptions: [{ name: 'T', valueFrom }] } };
    expect(container(logging).secrets.value[0]?.from.path).toBe(
      'containerDefinitions[0].logConfiguration.secretOptions[0].valueFrom',
    );
  });

  it('takes the CPU that ECS returns as 0 for nothing said', () => {
    expect(container({ cpu: 0, memory: 64 }).limits).toMatchObject({
      cpu: { value: null },
      memory: { value: '64' },
    });
  });

  it('reads commands, devices, hooks and streams', () => {
    const full = container({
      healthCheck: { command: ['CMD', 'true'] },
      linuxParameters: { devices: [{ hostPath: '/dev/fuse' }], capabilities: { add: ['SYS_ADMIN'] } },
      systemControls: [{ namespace: 'net.core.somaxconn', value: '1024' }],
      environmentFiles: [{ type: 's3', value: 'arn:aws:s3:::b/x.env' }],
      mountPoints: [{ sourceVolume: 'v', containerPath: '/v', readOnly: true }],
      pseudoTerminal: true,
      firelensConfiguration: { type: 'fluentbit' },
      user: '0:10',
    });
    expect(full).toMatchObject({
      hooks: [
        {
          kind: 'health-check',
          command: { value: ['CMD', 'true'], path: 'containerDefinitions[0].healthCheck.command' },
        },
      ],
      devices: {
        value: [{ value: '/dev/fuse', path: 'containerDefinitions[0].linuxParameters.devices[0].hostPath' }],
      },
      capabilities: { add: { value: ['SYS_ADMIN'] } },
      sysctls: { value: [{ name: { value: 'net.core.somaxconn' }, value: '1024' }] },
      environmentFiles: { value: [{ value: 'arn:aws:s3:::b/x.env' }] },
      mounts: { value: [{ volume: 'v', readOnly: true }] },
      tty: { value: true },
      logRouter: true,
      user: { value: '0:10' },
      group: { value: '10' },
    });
  });

  it('does not take a container for the agent by its name', () => {
    expect(container({ name: 'aws-guardduty-agent-x', image: 'evil' }).injected).toBe(false);
  });
});

describe('what nobody can know', () => {
  it('is marked where the type is wrong, never taken for a default', () => {
    expect(container({ privileged: 7 }).privileged).toEqual({
      value: false,
      path: 'containerDefinitions[0].privileged',
      unsettled: 'it is not true or false',
    });
    expect(container({ privileged: 'true' }).privileged).toEqual({
      value: true,
      path: 'containerDefinitions[0].privileged',
    });
    expect(container({ environment: {} }).environment.unsettled).toBe('it is not a list');
  });

  it('names the element of a list, so that fails on the others stand', () => {
    const environment = [{ name: 'A', value: 'x' }, unsettledMark('later')];
    const read = container({ environment }).environment;
    expect(read).toMatchObject({ path: 'containerDefinitions[0].environment[1]', unsettled: 'later' });
    expect(read.value).toHaveLength(1);
  });

  it('stands as a container where the list or one of them is not settled', () => {
    const whole = read({ containerDefinitions: unsettledMark('later') });
    expect(firstOf(whole).privileged).toMatchObject({ path: 'containerDefinitions', unsettled: 'later' });
    expect(firstOf(read({ containerDefinitions: ['x'] })).image.unsettled).toBeDefined();
    expect(read({}).containers).toEqual([]);
  });

  it('covers masked values', () => {
    const environment = [{ name: 'A', value: 'HIDDEN_DUE_TO_SECURITY_REASONS' }];
    expect(container({ environment }).environment.value[0]?.value.unsettled).toBe('the value is masked');
  });

  it('cannot be forged from JSON', () => {
    expect(
      container({ privileged: JSON.parse('{"Symbol(unsettled)":"x","unsettled":"x"}') }).privileged.unsettled,
    ).toBe('it is not true or false');
  });
});

const running = { ...nowhere, running: true };

describe('a service', () => {
  const service = {
    serviceName: 'web',
    cluster: 'shop',
    taskDefinition: 'shop-web:3',
    launchType: 'FARGATE',
    enableExecuteCommand: true,
    networkConfiguration: {
      awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-1'], assignPublicIp: 'ENABLED' },
    },
  };

  it('says where its definition runs', () => {
    const workload = fromService(service, taskDefinition(), running);
    expect(workload).toMatchObject({
      id: 'shop/web',
      name: 'web',
      cluster: 'shop',
      family: 'shop-web',
      definition: 'shop-web:3',
      executeCommandEnabled: { value: true, path: 'enableExecuteCommand' },
      launchTypes: { value: ['fargate'], path: 'launchType' },
      tags: { 'seawall.dev/trust': 'high' },
      network: {
        mode: { value: 'awsvpc' },
        publicAddress: { value: true, path: 'networkConfiguration.awsvpcConfiguration.assignPublicIp' },
        securityGroups: { value: ['sg-1'] },
      },
    });
    expect(workload.containers[0]?.image.unsettled).toBeUndefined();
  });

  it('is kept by its ARN where that can be known', () => {
    const place = { ...running, account: '111122223333', region: 'cn-north-1' };
    expect(fromService(service, null, place).identity).toBe(
      'arn:aws-cn:ecs:cn-north-1:111122223333:service/shop/web',
    );
    const arn = 'arn:aws:ecs:eu-central-1:111122223333:service/shop/web';
    const described = fromService(
      { serviceArn: arn, clusterArn: 'arn:aws:ecs:eu-central-1:111122223333:cluster/shop' },
      null,
      running,
    );
    expect(described).toMatchObject({
      id: arn,
      identity: arn,
      name: 'web',
      cluster: 'shop',
      account: '111122223333',
      tags: null,
    });
  });

  it('leaves open what its definition would say', () => {
    const workload = fromService(service, null, running);
    expect(firstOf(workload).privileged).toEqual({
      value: false,
      path: 'taskDefinition',
      unsettled: 'the task definition shop-web:3 is not known',
    });
    expect(firstOf(workload).logRouter).toBe(false);
    expect(workload.network.mode.value).toBe('awsvpc');
    expect(workload.tags).toBeNull();
  });

  it.each([
    [[{ capacityProvider: 'FARGATE_SPOT' }], ['fargate']],
    [[{ capacityProvider: 'my-hosts' }], ['ec2', 'managed-instances']],
  ])('runs where its capacity providers %j are', (capacityProviderStrategy, types) => {
    const { launchType: _, ...rest } = service;
    expect(fromService({ ...rest, capacityProviderStrategy }, null, running).launchTypes.value).toEqual(
      types,
    );
  });
});

describe('a run-task request', () => {
  const request = {
    taskDefinition: 'shop-web:3',
    overrides: {
      taskRoleArn: 'arn:aws:iam::111122223333:role/other',
      memory: '2048',
      containerOverrides: [
        {
          name: 'web',
          command: ['sh', '-c', 'id'],
          environment: [
            { name: 'PORT', value: '1' },
            { name: 'NEW', value: '2' },
          ],
          environmentFiles: [{ type: 's3', value: 'arn:aws:s3:::other/x.env' }],
          cpu: 64,
        },
        { name: 'idle' },
      ],
    },
  };

  it('lays its overrides over the definition', () => {
    const workload = fromRunTask(request, taskDefinition(), running);
    const web = firstOf(workload);
    expect(web.command).toEqual({
      value: ['sh', '-c', 'id'],
      path: 'overrides.containerOverrides[0].command',
    });
    expect(
      web.environment.value.map(({ name, value, overridden }) => [name, value.value, overridden]),
    ).toEqual([
      ['PORT', '1', true],
      ['NEW', '2', true],
    ]);
    expect(web.environmentFiles.path).toBe('overrides.containerOverrides[0].environmentFiles');
    expect(web.limits.cpu.value).toBe('64');
    expect(workload.limits.memory).toEqual({ value: '2048', path: 'overrides.memory' });
    expect(workload.roles.task).toEqual({
      value: 'arn:aws:iam::111122223333:role/other',
      path: 'overrides.taskRoleArn',
    });
    expect(workload.roles.execution.value).toBe('arn:aws:iam::111122223333:role/shop-web-execution');
    expect(workload.overrides).toMatchObject({
      path: 'overrides',
      definitionTaskRole: 'arn:aws:iam::111122223333:role/shop-web-task',
      containers: [{ name: 'web' }],
    });
    expect(workload).toMatchObject({ id: 'shop-web', objectKind: 'RunTask', source: 'run-task' });
  });

  it('without the definition still shows what it says itself', () => {
    const workload = fromRunTask(request, null, running);
    const web = workload.containers.find(({ name }) => name === 'web');
    expect(web?.command.unsettled).toBeUndefined();
    expect(web?.environment).toMatchObject({
      path: 'taskDefinition',
      unsettled: 'the task definition shop-web:3 is not known',
    });
    expect(web?.environment.value).toHaveLength(2);
    expect(workload.overrides?.definitionTaskRole).toBeNull();
  });

  it('has no overrides where it overrides nothing', () => {
    expect(
      fromRunTask(
        { taskDefinition: 'a', overrides: { containerOverrides: [{ name: 'web' }] } },
        null,
        running,
      ).overrides,
    ).toBeNull();
    expect(fromRunTask({ taskDefinition: 'a' }, taskDefinition(), running).overrides).toBeNull();
  });
});

const task = {
  taskArn: 'arn:aws:ecs:eu-central-1:111122223333:task/shop/0123',
  clusterArn: 'arn:aws:ecs:eu-central-1:111122223333:cluster/shop',
  taskDefinitionArn: 'arn:aws:ecs:eu-central-1:111122223333:task-definition/shop-web:3',
  group: 'service:web',
  startedBy: 'ecs-svc/123',
  launchType: 'FARGATE',
  memory: '512',
  platformFamily: 'Linux',
  attachments: [
    {
      type: 'eni',
      details: [
        { name: 'subnetId', value: 'subnet-1' },
        { name: 'privateIPv4Address', value: '10.0.1.7' },
      ],
    },
  ],
  containers: [
    {
      name: 'web',
      image: 'nginx',
      imageDigest: 'sha256:aa',
      networkInterfaces: [{ privateIpv4Address: '10.0.1.7' }],
    },
    { name: 'aws-guardduty-agent-a', imageDigest: 'sha256:bb' },
  ],
  overrides: {
    containerOverrides: [
      { name: 'web' },
      { name: 'aws-guardduty-agent-a', environment: [{ name: 'STAGE', value: 'prod' }] },
    ],
  },
};

describe('a running task', () => {
  it('shows the digests that run and where', () => {
    const workload = fromTask(task, taskDefinition(), running);
    expect(workload).toMatchObject({
      id: task.taskArn,
      instance: task.taskArn,
      name: 'shop-web',
      identity: 'shop-web',
      uid: task.taskArn,
      cluster: 'shop',
      overrides: null,
      network: { mode: { value: 'awsvpc' }, addresses: ['10.0.1.7'], subnets: { value: ['subnet-1'] } },
    });
    expect(workload.containers.map(({ name, injected, digest }) => [name, injected, digest.value])).toEqual([
      ['web', false, 'sha256:aa'],
      ['aws-guardduty-agent-a', true, 'sha256:bb'],
    ]);
    expect(workload.network.securityGroups.unsettled).toBeDefined();
  });

  it('without its definition is judged by what it shows', () => {
    const workload = fromTask(task, null, running);
    expect(workload.containers.map(({ name, injected, image }) => [name, injected, image.value])).toEqual([
      ['web', false, 'nginx'],
      ['aws-guardduty-agent-a', true, null],
    ]);
    expect(firstOf(workload).privileged).toMatchObject({ path: 'taskDefinitionArn' });
    expect(firstOf(workload).privileged.unsettled).toBeDefined();
    expect(workload.limits.memory).toEqual({ value: '512', path: 'memory' });
    expect(workload.os).toEqual({ value: 'linux', path: 'platformFamily' });
  });

  it('is not hidden by the agent’s name', () => {
    const containers = [{ name: 'aws-guardduty-agent-a', image: 'evil' }];
    expect(
      fromTask({ ...task, containers }, null, running).containers.map(({ injected }) => injected),
    ).toEqual([false]);
  });

  it('is counted to a service where that is confirmed, whatever it says of itself', () => {
    const identity = 'arn:aws:ecs:eu-central-1:111122223333:service/shop/web';
    const owner = { kind: 'Service', name: 'web', identity, uid: null };
    const confirmed = fromTask({ ...task, group: 'service:other' }, null, { ...running, owner });
    expect(confirmed).toMatchObject({
      identity,
      name: 'web',
      ownIdentity: 'shop-web',
      network: { service: 'web' },
    });
    const own = { identity: 'shop-web', name: 'shop-web', ownIdentity: null };
    expect(fromTask(task, null, running)).toMatchObject({ ...own, network: { service: 'web' } });
  });

  it('keeps a container that does not run yet', () => {
    const workload = fromTask({ ...task, containers: [] }, null, running);
    expect(workload.containers).toHaveLength(1);
    expect(fromTask({ ...task, containers: [] }, ec2TaskDefinition(), { ...running, host: 'i-1' }).host).toBe(
      'i-1',
    );
  });
});

describe('any document', () => {
  it('never makes an adapter throw', () => {
    const known = fc.constantFrom<JsonObject>(taskDefinition(), ec2TaskDefinition(), task);
    const keys = [
      'containerDefinitions',
      'volumes',
      'overrides',
      'containers',
      'attachments',
      'networkMode',
      '__proto__',
      'tags',
    ];
    const changed = fc
      .tuple(known, fc.dictionary(fc.constantFrom(...keys), fc.jsonValue()))
      .map(([base, change]) => ({ ...base, ...change }));
    fc.assert(
      fc.property(fc.oneof(changed, fc.dictionary(fc.string(), fc.jsonValue())), (value) => {
        const document = value as JsonObject;
        for (const definition of [null, document]) {
          expect(fromTask(document, definition, running).kind).toBe('workload');
          expect(fromService(document, definition, running).kind).toBe('workload');
          expect(fromRunTask(document, definition, running).kind).toBe('workload');
        }
        expect(read(document).platform).toBe('ecs');
      }),
    );
  });

  it('never makes a container’s fields throw', () => {
    const fields = [
      'name',
      'image',
      'command',
      'environment',
      'secrets',
      'portMappings',
      'linuxParameters',
      'healthCheck',
      'user',
      'logConfiguration',
    ];
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...fields), fc.jsonValue()), (value) => {
        expect(container(value as JsonObject).path).toBe('containerDefinitions[0]');
      }),
    );
  });
});

describe('port mappings', () => {
  it.each([
    [{ containerPort: 80 }, { container: { value: 80 }, last: null }],
    [{ containerPortRange: '20-25' }, { container: { value: 20 }, last: 25 }],
    [{ containerPortRange: 'all' }, { container: { value: null, unsettled: 'it is not a range of ports' } }],
    [{ containerPortRange: ['20-25'] }, { container: { value: null, unsettled: 'it is not a text' } }],
  ])('%j', (mapping, port) => {
    const [container] = read({ containerDefinitions: [{ name: 'web', portMappings: [mapping] }] }).containers;
    expect(container?.ports.value).toMatchObject([port]);
  });
});
