// Pods within other kinds: each is judged where its parts stand, and what only looks like a pod is none.
import { describe, expect, it } from 'vitest';
import { judgeExample } from '../../../cli/examples/judge-example.ts';
import { readDocuments } from '../../../shared/intake/documents/read.ts';
import type { JsonObject } from '../../../shared/model/json.ts';

const object = (apiVersion: string, kind: string, spec: JsonObject): JsonObject => ({
  ...{ apiVersion, kind },
  metadata: { name: 'one', namespace: 'shop' },
  spec,
});

const privileged = { name: 'main', image: 'r.acme.test/a:1', securityContext: { privileged: true } };
const plain = { name: 'main', image: 'r.acme.test/a:1' };
const pod = { spec: { containers: [plain, privileged] } };
const socket = { name: 'docker', hostPath: { path: '/var/run/docker.sock' } };

const noPrivileged = 'namespace-isolation/no-privileged';
const noHostPaths = 'namespace-isolation/no-host-paths';
const noHostNamespaces = 'namespace-isolation/no-host-namespaces';
const interfaces = 'segmentation/own-network-interface';

type Case = readonly [control: string, path: string, given: JsonObject];

const cases: readonly Case[] = [
  [
    noPrivileged,
    'spec.template.spec.containers[1].securityContext.privileged',
    object('argoproj.io/v1alpha1', 'Rollout', { template: pod }),
  ],
  [
    noPrivileged,
    'spec.template.spec.containers[1].securityContext.privileged',
    object('serving.knative.dev/v1', 'Service', { template: pod }),
  ],
  [
    noPrivileged,
    'spec.jobTargetRef.template.spec.containers[1].securityContext.privileged',
    object('keda.sh/v1alpha1', 'ScaledJob', { jobTargetRef: { template: pod } }),
  ],
  [
    noHostNamespaces,
    'spec.replicatedJobs[1].template.spec.template.spec.hostPID',
    object('jobset.x-k8s.io/v1alpha2', 'JobSet', {
      replicatedJobs: [
        { template: { spec: { template: { spec: { containers: [plain] } } } } },
        { template: { spec: { template: { spec: { containers: [plain], hostPID: true } } } } },
      ],
    }),
  ],
  [
    noPrivileged,
    'spec.workerGroupSpecs[0].template.spec.containers[1].securityContext.privileged',
    object('ray.io/v1', 'RayCluster', {
      headGroupSpec: { template: { spec: { containers: [plain] } } },
      workerGroupSpecs: [{ template: pod }],
    }),
  ],
  [
    noPrivileged,
    'spec.tasks[0].template.spec.containers[1].securityContext.privileged',
    object('batch.volcano.sh/v1alpha1', 'Job', { tasks: [{ template: pod }] }),
  ],
  [
    interfaces,
    'spec.hostNetwork',
    object('monitoring.coreos.com/v1', 'Prometheus', { hostNetwork: true, containers: [plain] }),
  ],
  [
    noHostPaths,
    'spec.podTemplate.spec.volumes[0].hostPath.path',
    object('flink.apache.org/v1beta1', 'FlinkDeployment', {
      podTemplate: { spec: { containers: [plain], volumes: [socket] } },
    }),
  ],
  [
    noPrivileged,
    'spec.forProvider.manifest.spec.containers[1].securityContext.privileged',
    object('kubernetes.crossplane.io/v1alpha2', 'Object', {
      forProvider: { manifest: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x' }, ...pod } },
    }),
  ],
  [
    noPrivileged,
    'spec.templates[1].container.securityContext.privileged',
    object('argoproj.io/v1alpha1', 'Workflow', {
      templates: [
        { name: 'steps', steps: [] },
        { name: 'run', container: privileged },
      ],
    }),
  ],
  [
    noPrivileged,
    'spec.templates[0].sidecars[0].securityContext.privileged',
    object('argoproj.io/v1alpha1', 'WorkflowTemplate', {
      templates: [{ name: 'run', container: plain, sidecars: [privileged] }],
    }),
  ],
  [
    noPrivileged,
    'spec.templates[0].initContainers[0].securityContext.privileged',
    object('argoproj.io/v1alpha1', 'ClusterWorkflowTemplate', {
      templates: [
        {
          name: 'run',
          script: { image: 'a:1', command: ['sh'], source: 'true' },
          initContainers: [privileged],
        },
      ],
    }),
  ],
  [
    noPrivileged,
    'spec.workflowSpec.templates[0].script.securityContext.privileged',
    object('argoproj.io/v1alpha1', 'CronWorkflow', {
      workflowSpec: {
        templates: [{ name: 'run', script: { ...privileged, command: ['sh'], source: 'true' } }],
      },
    }),
  ],
  [
    noHostPaths,
    'spec.volumes[0].hostPath.path',
    object('argoproj.io/v1alpha1', 'Workflow', {
      volumes: [socket],
      templates: [{ name: 'run', container: plain }],
    }),
  ],
  [
    interfaces,
    'spec.hostNetwork',
    object('argoproj.io/v1alpha1', 'Workflow', {
      hostNetwork: true,
      templates: [{ name: 'run', container: plain }],
    }),
  ],
  [
    noPrivileged,
    'spec.templates[0].steps[0][0].inline.container.securityContext.privileged',
    object('argoproj.io/v1alpha1', 'Workflow', {
      templates: [{ name: 'all', steps: [[{ inline: { container: privileged } }]] }],
    }),
  ],
  [
    'resource-usage/no-self-update',
    'spec.templates[0].script.source',
    object('argoproj.io/v1alpha1', 'Workflow', {
      templates: [
        { name: 'run', script: { image: 'a:1', command: ['bash'], source: 'curl https://x.example/i | sh' } },
      ],
    }),
  ],
  [
    noPrivileged,
    'spec.steps[1].securityContext.privileged',
    object('tekton.dev/v1', 'Task', { steps: [plain, privileged] }),
  ],
  [
    noPrivileged,
    'spec.sidecars[0].securityContext.privileged',
    object('tekton.dev/v1', 'Task', { steps: [plain], sidecars: [privileged] }),
  ],
  [
    noPrivileged,
    'spec.stepTemplate.securityContext.privileged',
    object('tekton.dev/v1beta1', 'ClusterTask', {
      stepTemplate: { securityContext: { privileged: true } },
      steps: [plain],
    }),
  ],
  [
    noHostPaths,
    'spec.taskSpec.volumes[0].hostPath.path',
    object('tekton.dev/v1', 'TaskRun', { taskSpec: { steps: [plain], volumes: [socket] } }),
  ],
  [
    interfaces,
    'spec.podTemplate.hostNetwork',
    object('tekton.dev/v1', 'TaskRun', { taskRef: { name: 'x' }, podTemplate: { hostNetwork: true } }),
  ],
  [
    interfaces,
    'spec.taskRunTemplate.podTemplate.hostNetwork',
    object('tekton.dev/v1', 'PipelineRun', {
      pipelineRef: { name: 'x' },
      taskRunTemplate: { podTemplate: { hostNetwork: true } },
    }),
  ],
  [
    noPrivileged,
    'spec.finally[0].taskSpec.steps[0].securityContext.privileged',
    object('tekton.dev/v1', 'Pipeline', {
      tasks: [],
      finally: [{ name: 'x', taskSpec: { steps: [privileged] } }],
    }),
  ],
  [
    'resource-usage/no-self-update',
    'spec.steps[0].script',
    object('tekton.dev/v1', 'Task', {
      steps: [{ ...plain, script: '#!/usr/bin/env bash\napt-get install -y curl\n' }],
    }),
  ],
  [
    noPrivileged,
    'spec.driver.securityContext.privileged',
    object('sparkoperator.k8s.io/v1beta2', 'SparkApplication', {
      image: 'spark:3',
      driver: { securityContext: { privileged: true } },
      executor: {},
    }),
  ],
  [
    noHostPaths,
    'spec.template.volumes[0].hostPath.path',
    object('sparkoperator.k8s.io/v1beta2', 'ScheduledSparkApplication', {
      template: { image: 'spark:3', volumes: [socket], driver: {} },
    }),
  ],
  [
    interfaces,
    'spec.executor.hostNetwork',
    object('sparkoperator.k8s.io/v1beta2', 'SparkApplication', {
      image: 'spark:3',
      executor: { hostNetwork: true },
    }),
  ],
  [
    noPrivileged,
    'spec.kafka.template.kafkaContainer.securityContext.privileged',
    object('kafka.strimzi.io/v1beta2', 'Kafka', {
      kafka: { template: { kafkaContainer: { securityContext: { privileged: true } } } },
    }),
  ],
  [
    noPrivileged,
    'spec.nodeSets[0].podTemplate.spec.initContainers[0].securityContext.privileged',
    object('elasticsearch.k8s.elastic.co/v1', 'Elasticsearch', {
      nodeSets: [{ podTemplate: { spec: { initContainers: [privileged] } } }],
    }),
  ],
  [
    noPrivileged,
    'spec.podTemplate.spec.containers[0].securityContext.privileged',
    object('flink.apache.org/v1beta1', 'FlinkDeployment', {
      podTemplate: { spec: { containers: [{ name: 'main', securityContext: { privileged: true } }] } },
    }),
  ],
  [
    interfaces,
    'spec.podTemplate.spec.hostNetwork',
    object('kibana.k8s.elastic.co/v1', 'Kibana', { podTemplate: { spec: { hostNetwork: true } } }),
  ],
  [
    'input-validation/non-root-user',
    'spec.template.pod.securityContext.runAsUser',
    object('kafka.strimzi.io/v1beta2', 'KafkaConnect', {
      image: 'a:1',
      template: { pod: { securityContext: { runAsUser: 0 } } },
    }),
  ],
];

describe('a pod within another kind', () => {
  it.each(cases)('%s at %s', async (control, path, given) => {
    const verdicts = await judgeExample({ says: path, given });
    const found = verdicts.filter((one) => one.control === control).flatMap(({ evidence }) => evidence);
    expect(found.map((one) => one.path)).toContain(path);
    expect(verdicts.every(({ subject }) => subject.name === 'one')).toBe(true);
  });

  it('has an id of its own where an object holds several, and the object’s where it holds one', async () => {
    const ids = async (given: JsonObject) => [
      ...new Set((await judgeExample({ says: 'ids', given })).map(({ subject }) => subject.id)),
    ];
    const workflow = (...templates: JsonObject[]) =>
      object('argoproj.io/v1alpha1', 'Workflow', { templates });
    expect(await ids(workflow({ container: plain }))).toEqual(['Workflow/shop/one']);
    expect(await ids(workflow({ container: plain }, { container: plain }))).toEqual([
      'Workflow/shop/one#spec.templates[0]',
      'Workflow/shop/one#spec.templates[1]',
    ]);
  });

  it('passes where it is sound', async () => {
    const verdicts = await judgeExample({
      says: 'sound',
      given: object('argoproj.io/v1alpha1', 'Rollout', { template: { spec: { containers: [plain] } } }),
    });
    const outcomes = new Map(verdicts.map(({ control, outcome }) => [control, outcome]));
    expect([noPrivileged, noHostPaths, noHostNamespaces, interfaces].map((id) => outcomes.get(id))).toEqual(
      Array(4).fill('pass'),
    );
  });
});

describe('a patch of Argo', () => {
  const patched = (podSpecPatch: string, ofTemplate?: string) =>
    object('argoproj.io/v1alpha1', 'Workflow', {
      podSpecPatch,
      templates: [{ container: plain, ...(ofTemplate === undefined ? {} : { podSpecPatch: ofTemplate }) }],
    });
  const merge = (security: JsonObject) =>
    JSON.stringify({ containers: [{ name: 'main', securityContext: security }] });

  it.each<readonly [says: string, control: string, expected: string, given: JsonObject]>([
    ['the network of the node', interfaces, 'fail', patched('{"hostNetwork": true}')],
    ['a container by its name', noPrivileged, 'fail', patched(merge({ privileged: true }))],
    ['the template’s own', noHostNamespaces, 'fail', patched('{}', '{"hostPID": true}')],
    ['a volume more', noHostPaths, 'fail', patched(JSON.stringify({ volumes: [socket] }))],
    [
      'a container more',
      noPrivileged,
      'fail',
      patched(JSON.stringify({ containers: [{ ...privileged, name: 'b' }] })),
    ],
    ['YAML that may do it', interfaces, 'unknown', patched('hostNetwork: true')],
    [
      'a text to be filled in',
      noPrivileged,
      'unknown',
      patched('{"containers": {{inputs.parameters.securityContext}} }'),
    ],
    [
      'memory alone',
      noPrivileged,
      'pass',
      patched('{"containers":[{"name":"main","resources":{"limits":{"memory":"1Gi"}}}]}'),
    ],
    [
      'what the template takes back',
      interfaces,
      'pass',
      patched('{"hostNetwork": true}', '{"hostNetwork": false}'),
    ],
    ['YAML of something else', noHostNamespaces, 'pass', patched('terminationGracePeriodSeconds: 3')],
    ['nothing', noPrivileged, 'pass', patched(' ')],
  ])('%s: %s %s', async (says, control, expected, given) => {
    const verdicts = await judgeExample({ says, given });
    expect(verdicts.filter((one) => one.control === control).map(({ outcome }) => outcome)).toEqual([
      expected,
    ]);
  });
});

describe('what only looks like a pod', () => {
  it.each<readonly [string, JsonObject]>([
    ['a template of no pod', object('acme.test/v1', 'Site', { podTemplate: { spec: { replicas: 2 } } })],
    [
      'init containers that are settings',
      object('acme.test/v1', 'Site', { initContainers: { image: 'a:1' } }),
    ],
    ['host namespaces of a kind that makes no pods', object('acme.test/v1', 'Probe', { hostPID: true })],
    [
      'a pattern of Kyverno',
      object('kyverno.io/v1', 'ClusterPolicy', {
        rules: [
          {
            validate: {
              pattern: {
                spec: { containers: [{ image: '!*:latest', securityContext: { privileged: true } }] },
              },
            },
          },
        ],
      }),
    ],
    [
      'a constraint of Gatekeeper',
      object('constraints.gatekeeper.sh/v1beta1', 'K8sAny', { parameters: { containers: [privileged] } }),
    ],
    [
      'a schema of a custom resource',
      object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', {
        versions: [{ schema: { containers: [privileged] } }],
      }),
    ],
    [
      'names of containers',
      object('autoscaling.k8s.io/v1', 'VerticalPodAutoscaler', {
        resourcePolicy: { containers: [{ containerName: 'a' }] },
      }),
    ],
    [
      'what a StatefulSet was before',
      {
        apiVersion: 'apps/v1',
        kind: 'ControllerRevision',
        metadata: { name: 'x' },
        data: { spec: { template: pod } },
      },
    ],
    ['words in a list', object('acme.test/v1', 'Thing', { containers: ['main'] })],
    [
      'a pipeline of tasks that are elsewhere',
      object('tekton.dev/v1', 'Pipeline', { tasks: [{ name: 'x', taskRef: { name: 'x' } }] }),
    ],
    [
      'a Rollout of a Deployment that is elsewhere',
      object('argoproj.io/v1alpha1', 'Rollout', { workloadRef: { name: 'x', kind: 'Deployment' } }),
    ],
    ['a topic of Strimzi', object('kafka.strimzi.io/v1beta2', 'KafkaTopic', { partitions: 3 })],
  ])('%s', (_, given) => {
    const [result] = readDocuments(JSON.stringify(given), 'x.json');
    expect(result).toMatchObject({ ok: true, intake: { kind: 'dropped' } });
  });
});

describe('lists', () => {
  const host = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'one' },
    spec: { hostPID: true, containers: [plain] },
  };
  const list = (...items: JsonObject[]) => ({ apiVersion: 'v1', kind: 'List', items });

  it('within lists are read, with the path of each', () => {
    const given = list(host, list(list(host)), {
      apiVersion: 'v1',
      kind: 'PodList',
      items: [{ metadata: host.metadata, spec: host.spec }],
    });
    const paths = readDocuments(JSON.stringify(given, null, 2), 'x.json').map((one) =>
      one.ok ? one.position('spec.hostPID')?.line : null,
    );
    expect(paths).toHaveLength(3);
    expect(new Set(paths).size).toBe(3);
  });
});
