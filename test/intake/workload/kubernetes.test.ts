// Kubernetes objects as workloads: where each kind keeps its pod, what flows from pod to container, and who owns it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deployment, pod } from '../../../shared/controls/examples/workloads.ts';
import { fromKubernetesObject } from '../../../shared/intake/workload/kubernetes.ts';
import { nowhere, type Where } from '../../../shared/intake/workload/where.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import type { Container, Workload } from '../../../shared/model/workload.ts';
import { hasOwnMachine } from '../../../shared/model/workload-machine.ts';

function read(object: JsonObject, change: Partial<Where> = {}): Workload {
  const workload = fromKubernetesObject(object, { ...nowhere, ...change });
  if (workload === null) throw new Error('no workload');
  return workload;
}

function container(properties: JsonObject, spec: JsonObject = {}, metadata: JsonObject = {}): Container {
  const object = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', ...metadata },
    spec: { ...spec, containers: [{ name: 'web', ...properties }] },
  };
  const [first] = read(object).containers;
  if (first === undefined) throw new Error('no container');
  return first;
}

const spec = { hostPID: true, containers: [{ name: 'web', securityContext: { privileged: true } }] };

describe('which nodes a pod may run on', () => {
  const required = (...terms: readonly JsonObject[]): JsonObject => ({
    nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [...terms] } },
  });
  const term = (...keys: readonly string[]): JsonObject => ({
    matchExpressions: keys.map((key) => ({ key, operator: 'Exists' })),
  });
  const placed = (change: JsonObject) => read(pod({ spec: change })).placement;

  it('is what its selector and every term of its affinity demand', () => {
    expect(placed({ nodeSelector: { tier: 'low' } }).nodeLabels).toEqual({
      value: ['tier'],
      path: 'spec.nodeSelector',
    });
    expect(placed({ affinity: required(term('a', 'b'), term('b')) }).nodeLabels.value).toEqual(['b']);
    expect(placed({}).nodeLabels.value).toEqual([]);
  });

  it('and the taints it tolerates, and its sandbox', () => {
    const found = placed({
      tolerations: [{ key: 'tier' }, { operator: 'Exists' }],
      runtimeClassName: 'gvisor',
    });
    expect(found).toMatchObject({ tolerations: { value: ['tier', ''] }, runtimeClass: { value: 'gvisor' } });
  });

  it('a DaemonSet is on every node; a pod on Fargate has a machine of its own', () => {
    expect(read({ ...deployment(), kind: 'DaemonSet' }).everyHost).toBe(true);
    expect(read(pod()).everyHost).toBe(false);
    expect(hasOwnMachine(read(pod({ spec: { nodeName: 'fargate-ip-10-0-0-1.ec2.internal' } })))).toBe(true);
    expect(hasOwnMachine(read(pod({ spec: { nodeName: 'ip-10-0-0-1.ec2.internal' } })))).toBe(false);
  });
});

describe('where the pod stands', () => {
  it.each([
    ['v1', 'Pod', { spec }, 'spec'],
    ['v1', 'PodTemplate', { template: { spec } }, 'template.spec'],
    ['apps/v1', 'Deployment', { spec: { template: { spec } } }, 'spec.template.spec'],
    ['apps/v1', 'ReplicaSet', { spec: { template: { spec } } }, 'spec.template.spec'],
    ['apps/v1', 'StatefulSet', { spec: { template: { spec } } }, 'spec.template.spec'],
    ['apps/v1', 'DaemonSet', { spec: { template: { spec } } }, 'spec.template.spec'],
    ['v1', 'ReplicationController', { spec: { template: { spec } } }, 'spec.template.spec'],
    ['batch/v1', 'Job', { spec: { template: { spec } } }, 'spec.template.spec'],
    [
      'batch/v1',
      'CronJob',
      { spec: { jobTemplate: { spec: { template: { spec } } } } },
      'spec.jobTemplate.spec.template.spec',
    ],
  ])('%s %s', (apiVersion, kind, body, path) => {
    const workload = read({ apiVersion, kind, metadata: { name: 'web', namespace: 'shop' }, ...body });
    expect(workload.containers[0]?.privileged).toEqual({
      value: true,
      path: `${path}.containers[0].securityContext.privileged`,
    });
    expect(workload.isolation.pid).toEqual({ value: 'host', path: `${path}.hostPID` });
    expect(workload).toMatchObject({
      id: `${kind}/shop/web`,
      objectKind: kind,
      source: kind === 'Pod' ? 'pod' : 'pod-template',
    });
  });

  it.each([
    ['v1', 'Service'],
    ['batch.volcano.sh/v1alpha1', 'Job'],
    ['serving.knative.dev/v1', 'Deployment'],
  ])('not in %s %s', (apiVersion, kind) => {
    expect(fromKubernetesObject({ apiVersion, kind, spec: { template: { spec } } }, nowhere)).toBeNull();
  });
});

describe('what flows from the pod to its containers', () => {
  const context = {
    runAsUser: 7,
    runAsNonRoot: true,
    runAsGroup: 8,
    seccompProfile: { type: 'RuntimeDefault' },
    seLinuxOptions: { type: 'x' },
  };

  it('is told with the place where it is written', () => {
    const inherited = container({}, { securityContext: context });
    expect(inherited.user).toEqual({ value: '7', path: 'spec.securityContext.runAsUser' });
    expect(inherited.runAsNonRoot).toEqual({ value: true, path: 'spec.securityContext.runAsNonRoot' });
    expect(inherited.seccomp).toEqual({
      value: 'RuntimeDefault',
      path: 'spec.securityContext.seccompProfile.type',
    });
    expect(inherited.seLinux?.type).toEqual({ value: 'x', path: 'spec.securityContext.seLinuxOptions.type' });
  });

  it('gives way to the container’s own', () => {
    const own = container(
      { securityContext: { runAsUser: 0, seLinuxOptions: { user: 'u' } } },
      { securityContext: context },
    );
    expect(own.user).toEqual({ value: '0', path: 'spec.containers[0].securityContext.runAsUser' });
    expect(own.seLinux).toMatchObject({ type: { value: null }, user: { value: 'u' } });
  });

  it('stands at the container where neither says it', () => {
    const silent = container({});
    expect(silent.runAsNonRoot).toEqual({
      value: null,
      path: 'spec.containers[0].securityContext.runAsNonRoot',
    });
    expect(silent.allowPrivilegeEscalation).toEqual({
      value: null,
      path: 'spec.containers[0].securityContext.allowPrivilegeEscalation',
    });
  });

  it('is not known where a user is no number', () => {
    expect(container({ securityContext: { runAsUser: '0_0' } }).user.unsettled).toBe('it is not a number');
  });

  it.each([
    ['unconfined', 'Unconfined'],
    ['runtime/default', 'RuntimeDefault'],
    ['localhost/shop', 'Localhost'],
    ['odd', 'odd'],
    ['', null],
  ])('the AppArmor annotation %j is %s', (annotation, type) => {
    const key = 'container.apparmor.security.beta.kubernetes.io/web';
    const read = container({}, {}, { annotations: { [key]: annotation } });
    expect(read.appArmor).toEqual({ value: type, path: `metadata.annotations.${key}` });
  });

  it('takes the AppArmor field before annotation and pod', () => {
    const field = { appArmorProfile: { type: 'Localhost' } };
    expect(container({ securityContext: field }, {}, {}).appArmor.value).toBe('Localhost');
    expect(container({}, { securityContext: field }).appArmor.path).toBe(
      'spec.securityContext.appArmorProfile.type',
    );
  });

  it('names Windows users on Windows', () => {
    const windows = {
      os: { name: 'windows' },
      securityContext: { windowsOptions: { hostProcess: true, runAsUserName: 'ContainerAdministrator' } },
    };
    const read = container({}, windows);
    expect(read.user).toEqual({
      value: 'ContainerAdministrator',
      path: 'spec.securityContext.windowsOptions.runAsUserName',
    });
    expect(read.hostProcess.value).toBe(true);
  });
});

describe('containers', () => {
  it('are all of them, with their roles', () => {
    const roles = read({
      kind: 'Pod',
      metadata: { name: 'p' },
      spec: {
        containers: [{ name: 'a' }],
        initContainers: [{ name: 'b' }, { name: 'c', restartPolicy: 'Always' }],
        ephemeralContainers: [{ name: 'd' }],
      },
    }).containers.map(({ name, role, path }) => [name, role, path]);
    expect(roles).toEqual([
      ['a', 'main', 'spec.containers[0]'],
      ['b', 'init', 'spec.initContainers[0]'],
      ['c', 'sidecar', 'spec.initContainers[1]'],
      ['d', 'ephemeral', 'spec.ephemeralContainers[0]'],
    ]);
  });

  it('that are no objects are not known', () => {
    const { containers } = read({ kind: 'Pod', spec: { containers: ['x'], initContainers: 'y' } });
    expect(containers.map(({ image, path }) => [path, image.unsettled])).toEqual([
      ['spec.containers[0]', 'it is not an object'],
      ['spec.initContainers', 'it is not an object'],
    ]);
  });

  it('show references as secrets and the rest as environment', () => {
    const read = container({
      env: [
        { name: 'A', value: 'x' },
        { name: 'B', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } },
        { name: 'C', valueFrom: { configMapKeyRef: { name: 'settings', key: 'c' } } },
        { name: 'D', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
      ],
      envFrom: [{ prefix: 'P_', secretRef: { name: 'all' } }, { configMapRef: { name: 'more' } }],
    });
    expect(read.environment.value.map(({ name, value }) => [name, value.value, value.path])).toEqual([
      ['A', 'x', 'spec.containers[0].env[0].value'],
    ]);
    expect(read.secrets.value.map(({ name, from, source }) => [name, from.value, source])).toEqual([
      ['B', 'db/password', 'kubernetes-secret'],
      ['C', 'settings/c', 'config-map'],
      ['P_*', 'all/*', 'kubernetes-secret'],
      ['*', 'more/*', 'config-map'],
    ]);
  });

  it('have commands, ports, hooks and limits', () => {
    const read = container({
      command: ['sh'],
      args: ['-c', 'x'],
      ports: [{ containerPort: 80, hostPort: 8080 }],
      livenessProbe: { httpGet: { host: '10.0.0.1', port: 80 } },
      readinessProbe: { tcpSocket: { host: '', port: 80 } },
      lifecycle: { preStop: { exec: { command: ['sleep', '5'] } } },
      resources: { limits: { memory: '1Gi' }, requests: { cpu: 1 } },
    });
    expect(read).toMatchObject({
      entryPoint: { value: ['sh'], path: 'spec.containers[0].command' },
      command: { value: ['-c', 'x'], path: 'spec.containers[0].args' },
      ports: {
        value: [
          {
            container: { value: 80 },
            host: { value: 8080, path: 'spec.containers[0].ports[0].hostPort' },
            protocol: 'tcp',
          },
        ],
      },
      hooks: [
        {
          kind: 'liveness',
          host: { value: '10.0.0.1', path: 'spec.containers[0].livenessProbe.httpGet.host' },
        },
        { kind: 'readiness', host: null },
        { kind: 'pre-stop', command: { value: ['sleep', '5'] } },
      ],
      limits: { memory: { value: '1Gi' }, cpuReservation: { value: '1' }, cpu: { value: null } },
    });
  });

  it('show the digest that runs', () => {
    const status = {
      containerStatuses: [
        { name: 'web', imageID: 'docker-pullable://ghcr.io/a/b@sha256:aa' },
        { name: 'other', imageID: 'sha256-less' },
      ],
    };
    const workload = read({
      kind: 'Pod',
      metadata: { name: 'p' },
      spec: { containers: [{ name: 'web' }] },
      status: { ...status, podIPs: [{ ip: '10.0.0.9' }] },
    });
    expect(workload.containers[0]?.digest).toEqual({
      value: 'sha256:aa',
      path: 'status.containerStatuses[0].imageID',
    });
    expect(workload.network.addresses).toEqual(['10.0.0.9']);
  });
});

describe('volumes', () => {
  it.each([
    [{ hostPath: { path: '/' } }, 'host-path', '/'],
    [{ emptyDir: {}, hostPath: { path: '/x' } }, 'host-path', '/x'],
    [{ emptyDir: {} }, 'empty-dir', null],
    [{}, 'empty-dir', null],
    [{ awsElasticBlockStore: {} }, 'aws-elastic-block-store', null],
    [{ downwardAPI: {} }, 'downward-api', null],
    [{ scaleIO: {} }, 'scale-io', null],
  ])('%j is %s', (source, type, hostPath) => {
    const { volumes } = read({ kind: 'Pod', spec: { volumes: [{ name: 'v', ...source }] } });
    expect(volumes.value[0]).toMatchObject({ type, hostPath: { value: hostPath } });
  });

  it('name the secrets and config maps they project', () => {
    const sources = [{ secret: { name: 'a' } }, { configMap: { name: 'b' } }, { serviceAccountToken: {} }];
    const { volumes } = read({
      kind: 'Pod',
      spec: { volumes: [{ projected: { sources } }, { secret: { secretName: 'c' } }] },
    });
    expect(volumes.value.map(({ references }) => references)).toEqual([['a', 'b'], ['c']]);
  });
});

describe('names and owners', () => {
  const owned = (kind: string, name: string, labels: JsonObject = {}) => ({
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'shop', labels, ownerReferences: [{ kind, name, controller: true }] },
  });

  it.each([
    ['ReplicaSet', 'web-7d4b9c6f5', { 'pod-template-hash': '7d4b9c6f5' }],
    ['Deployment', 'web', {}],
    ['Job', 'backup-28391040', {}],
    ['StatefulSet', 'db', {}],
    ['Node', 'ip-10-0-0-1', {}],
  ])('a pod that names %s %s as its owner is kept as itself, as anybody may write that', (kind, name, labels) => {
    const claimed = read(owned(kind, name, labels));
    expect([claimed.identity, claimed.ownIdentity, claimed.everyHost]).toEqual(['Pod/shop/p', null, false]);
  });

  it('a pod is kept on its owner where that is confirmed', () => {
    const owner = { kind: 'DaemonSet', name: 'log', identity: 'DaemonSet/shop/log', uid: 'u1' };
    const confirmed = read(owned('Deployment', 'web'), { owner });
    expect([confirmed.identity, confirmed.ownIdentity, confirmed.everyHost]).toEqual([
      'DaemonSet/shop/log',
      'Pod/shop/p',
      true,
    ]);
  });

  it('an object is known by its uid', () => {
    expect(read({ kind: 'Pod', metadata: { name: 'p', uid: 'u7' } }).uid).toBe('u7');
    expect(read({ kind: 'Pod', metadata: { name: 'p' } }).uid).toBeNull();
  });

  it('of generated names are their prefix', () => {
    const workload = read({ kind: 'Pod', metadata: { generateName: 'web-' } });
    expect(workload).toMatchObject({ id: 'Pod/default/web-*', instance: null, namespace: 'default' });
  });

  it('take the namespace an object was sent to', () => {
    expect(
      fromKubernetesObject({ kind: 'Pod', metadata: { name: 'p' } }, { ...nowhere, namespace: 'shop' })?.id,
    ).toBe('Pod/shop/p');
  });

  it('are told with labels and annotations of object and template', () => {
    const workload = read(deployment());
    expect(workload.tags).toMatchObject({ app: 'web', 'seawall.dev/trust': 'high' });
    expect(workload).toMatchObject({
      id: 'Deployment/shop/web',
      identity: 'Deployment/shop/web',
      roles: { serviceAccount: { value: 'web' } },
    });
    expect(read(pod()).instance).toBe('web');
  });
});

describe('the pod itself', () => {
  it('has its own security', () => {
    const securityContext = {
      sysctls: [{ name: 'kernel.msgmax', value: '1' }],
      fsGroup: 5,
      supplementalGroups: [1, '2', 'x'],
      seLinuxOptions: { role: 'r' },
    };
    const workload = read({
      kind: 'Pod',
      spec: {
        hostNetwork: true,
        hostUsers: false,
        shareProcessNamespace: true,
        hostIPC: true,
        nodeName: 'n',
        securityContext,
      },
    });
    expect(workload).toMatchObject({
      sysctls: {
        value: [
          { name: { value: 'kernel.msgmax', path: 'spec.securityContext.sysctls[0].name' }, value: '1' },
        ],
      },
      fsGroup: { value: 5 },
      supplementalGroups: { value: [1, 2], unsettled: 'an element of it is not a number' },
      seLinux: { role: { value: 'r' } },
      network: { mode: { value: 'host', path: 'spec.hostNetwork' } },
      isolation: { hostUsers: { value: false }, shareProcess: { value: true }, ipc: { value: 'host' } },
      host: 'n',
    });
  });
});

describe('any object', () => {
  it('never makes the adapter throw', () => {
    const fields = fc.dictionary(
      fc.constantFrom(
        'containers',
        'volumes',
        'securityContext',
        'os',
        'initContainers',
        'hostPID',
        '__proto__',
      ),
      fc.jsonValue(),
    );
    const kinds = fc.constantFrom('Pod', 'Deployment', 'CronJob', 'PodTemplate', 'Job');
    fc.assert(
      fc.property(kinds, fields, fc.jsonValue(), (kind, body, metadata) => {
        const template = { metadata, spec: body };
        const object = {
          kind,
          metadata,
          template,
          spec: { ...body, template, jobTemplate: { spec: { template } } },
        };
        expect(read(object as JsonObject).kind).toBe('workload');
      }),
    );
  });

  it('never makes a container throw', () => {
    const fields = [
      'env',
      'envFrom',
      'securityContext',
      'ports',
      'livenessProbe',
      'lifecycle',
      'resources',
      'volumeMounts',
      'args',
    ];
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...fields), fc.jsonValue()), (value) => {
        expect(container(value as JsonObject).role).toBe('main');
      }),
    );
  });
});
