// Terraform plans and states: what is planned is judged as what it makes, and evidence names what people wrote.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDocuments } from '../../../shared/intake/documents/read.ts';
import type { Json, JsonObject } from '../../../shared/model/json.ts';
import type { Principal } from '../../../shared/model/principal.ts';
import type { Subject } from '../../../shared/model/subject.ts';
import { judgedFiles } from '../../support/judged-files.ts';

const document = (statements: Json) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const trust = document([
  { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ecs-tasks.amazonaws.com' } },
]);
const everything = document([{ Effect: 'Allow', Action: '*', Resource: '*' }]);

interface Planned {
  readonly address: string;
  readonly values: JsonObject;
  readonly unknown?: Json;
  readonly references?: Readonly<Record<string, readonly string[]>>;
}

/** A plan of the root module, as `terraform show -json` writes it. */
function planOf(...planned: readonly Planned[]): JsonObject {
  const typed = planned.map((one) => ({
    ...one,
    type: one.address.replace(/^data\./, '').split('.')[0] ?? '',
  }));
  const mode = (address: string) => (address.startsWith('data.') ? 'data' : 'managed');
  return {
    format_version: '1.2',
    terraform_version: '1.9.5',
    planned_values: {
      root_module: {
        resources: typed
          .filter(({ address }) => !address.startsWith('data.'))
          .map(({ address, type, values }) => ({ address, mode: 'managed', type, values })),
      },
    },
    resource_changes: typed.map(({ address, type, values, unknown = {} }) => ({
      ...{ address, mode: mode(address), type },
      change: { actions: ['create'], after: values, after_unknown: unknown },
    })),
    configuration: {
      root_module: {
        resources: typed.map(({ address, references = {} }) => ({
          address: address.replace(/\[.*\]$/, ''),
          expressions: Object.fromEntries(
            Object.entries(references).map(([key, names]) => [key, { references: names }]),
          ),
        })),
      },
    },
  };
}

function subjectsOf(value: Json): readonly Subject[] {
  return readDocuments(JSON.stringify(value), 'plan.json').flatMap((one) =>
    one.ok && one.intake.kind === 'observed' ? one.intake.observation.subjects : [],
  );
}

const principal = (value: Json, name: string) =>
  subjectsOf(value).find(
    (subject): subject is Principal => subject.kind === 'principal' && subject.name === name,
  );

const web: Planned = {
  address: 'aws_ecs_task_definition.web',
  values: {
    family: 'web',
    container_definitions: JSON.stringify([
      { name: 'web', image: 'acme/web:1', privileged: true, mountPoints: [{ sourceVolume: 'run' }] },
    ]),
    requires_compatibilities: ['EC2'],
    volume: [{ name: 'run', host_path: '/etc' }],
  },
};

describe('a task definition', () => {
  it('is judged, with the attribute that people wrote', async () => {
    const found = await judgedFiles({ 'plan.json': planOf(web) });
    expect(found('namespace-isolation/no-privileged')).toMatchObject([
      {
        outcome: 'fail',
        subject: { id: 'plan.json#aws_ecs_task_definition.web' },
        evidence: [{ path: 'aws_ecs_task_definition.web.container_definitions[0].privileged' }],
      },
    ]);
    expect(found('namespace-isolation/no-host-paths')[0]?.evidence[0]?.path).toBe(
      'aws_ecs_task_definition.web.volume[0].host_path',
    );
  });

  it('is unknown where its containers are known only after the apply', async () => {
    const { container_definitions: _, ...values } = web.values;
    const found = await judgedFiles({
      'plan.json': planOf({ ...web, values, unknown: { container_definitions: true } }),
    });
    expect(found('namespace-isolation/no-privileged')).toMatchObject([
      { outcome: 'unknown', reason: expect.stringContaining('known only once the plan is applied') },
    ]);
  });

  it('stands where it stands in the file', () => {
    const text = JSON.stringify(planOf(web), null, 1);
    const [read] = readDocuments(text, 'plan.json');
    const at = read?.ok ? read.position('aws_ecs_task_definition.web.volume[0].host_path') : null;
    expect(text.split('\n')[(at?.line ?? 0) - 1]).toContain('host_path');
  });
});

describe('a service', () => {
  const service: Planned = {
    address: 'aws_ecs_service.web',
    values: {
      name: 'web',
      launch_type: 'FARGATE',
      network_configuration: [{ assign_public_ip: true, subnets: ['subnet-1'] }],
    },
    unknown: { task_definition: true },
    references: { task_definition: ['aws_ecs_task_definition.web.arn', 'aws_ecs_task_definition.web'] },
  };

  it('runs the definition that it refers to, and evidence names that', async () => {
    const found = await judgedFiles({ 'plan.json': planOf(web, service) });
    const verdicts = found('namespace-isolation/no-privileged');
    expect(verdicts.every(({ outcome }) => outcome === 'fail')).toBe(true);
    for (const { evidence } of verdicts)
      expect(evidence[0]?.path).toBe('aws_ecs_task_definition.web.container_definitions[0].privileged');
    const network = subjectsOf(planOf(web, service)).flatMap((one) =>
      one.kind === 'workload' && one.running ? [one.network] : [],
    );
    expect(network).toMatchObject([
      {
        publicAddress: { value: true, path: 'aws_ecs_service.web.network_configuration[0].assign_public_ip' },
      },
    ]);
  });
});

describe('a role', () => {
  const role: Planned = { address: 'aws_iam_role.task', values: { name: 'task', assume_role_policy: trust } };

  it.each<[string, Planned[], string]>([
    [
      'an inline policy of its own',
      [{ ...role, values: { ...role.values, inline_policy: [{ name: 'all', policy: everything }] } }],
      'aws_iam_role.task.inline_policy[0].policy',
    ],
    [
      'an inline policy that names it',
      [
        role,
        { address: 'aws_iam_role_policy.all', values: { role: 'task', name: 'all', policy: everything } },
      ],
      'aws_iam_role_policy.all.policy',
    ],
    [
      'a managed policy of the plan',
      [
        role,
        { address: 'aws_iam_policy.all', values: { name: 'all', policy: everything } },
        {
          address: 'aws_iam_role_policy_attachment.all',
          values: {},
          unknown: { role: true, policy_arn: true },
          references: {
            role: ['aws_iam_role.task.name', 'aws_iam_role.task'],
            policy_arn: ['aws_iam_policy.all.arn', 'aws_iam_policy.all'],
          },
        },
      ],
      'aws_iam_policy.all.policy',
    ],
    [
      "a managed policy of AWS's",
      [
        role,
        {
          address: 'aws_iam_role_policy_attachment.admin',
          values: { role: 'task', policy_arn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
        },
      ],
      'aws_iam_role_policy_attachment.admin.policy_arn',
    ],
  ])('has %s', async (_, planned, path) => {
    const found = await judgedFiles({ 'plan.json': planOf(...planned) });
    const verdict = found('control-plane/no-administrator-grant').find(
      ({ subject }) => subject.name === role.address,
    );
    expect(verdict?.outcome).toBe('fail');
    expect(verdict?.evidence[0]?.path.startsWith(path)).toBe(true);
  });

  it('has the statements of a data source that is read only on apply', async () => {
    const found = await judgedFiles({
      'plan.json': planOf(
        role,
        {
          address: 'data.aws_iam_policy_document.all',
          values: { statement: [{ effect: 'Allow', actions: ['*'], resources: ['*'], condition: [] }] },
          unknown: { json: true },
        },
        {
          address: 'aws_iam_role_policy.all',
          values: { name: 'all' },
          unknown: { policy: true, role: true },
          references: {
            role: ['aws_iam_role.task.id', 'aws_iam_role.task'],
            policy: ['data.aws_iam_policy_document.all.json', 'data.aws_iam_policy_document.all'],
          },
        },
      ),
    });
    expect(found('control-plane/no-administrator-grant')).toMatchObject([{ outcome: 'fail' }]);
  });

  it('is another where for_each makes several', () => {
    const planned = ['a', 'b'].flatMap((key): Planned[] => [
      { address: `aws_iam_role.task["${key}"]`, values: { assume_role_policy: trust } },
      {
        address: `aws_iam_role_policy.own["${key}"]`,
        values: { name: key, policy: everything },
        unknown: { role: true },
        references: { role: ['aws_iam_role.task', 'each.key'] },
      },
    ]);
    expect(principal(planOf(...planned), 'aws_iam_role.task["b"]')?.policies.map(({ name }) => name)).toEqual(
      ['b'],
    );
  });
});

it('modules pass roles on by variables and outputs', () => {
  const plan = {
    format_version: '1.2',
    terraform_version: '1.9.5',
    planned_values: {
      root_module: {
        child_modules: [
          {
            address: 'module.role',
            resources: [
              {
                address: 'module.role.aws_iam_role.this',
                mode: 'managed',
                type: 'aws_iam_role',
                values: { assume_role_policy: trust },
              },
            ],
          },
          {
            address: 'module.grant',
            resources: [
              {
                address: 'module.grant.aws_iam_role_policy.this',
                mode: 'managed',
                type: 'aws_iam_role_policy',
                values: { name: 'p', policy: everything },
              },
            ],
          },
        ],
      },
    },
    configuration: {
      root_module: {
        module_calls: {
          role: {
            module: {
              outputs: {
                name: { expression: { references: ['aws_iam_role.this.name', 'aws_iam_role.this'] } },
              },
            },
          },
          grant: {
            expressions: { role: { references: ['module.role.name', 'module.role'] } },
            module: {
              resources: [
                { address: 'aws_iam_role_policy.this', expressions: { role: { references: ['var.role'] } } },
              ],
            },
          },
        },
      },
    },
  };
  expect(principal(plan, 'module.role.aws_iam_role.this')?.policies).toMatchObject([
    { path: 'module.grant.aws_iam_role_policy.this.policy' },
  ]);
});

describe('security groups', () => {
  const open = { from_port: 22, to_port: 22, protocol: 'tcp', cidr_blocks: ['10.0.0.0/8', '0.0.0.0/0'] };

  it.each<[string, Planned[], string]>([
    [
      'in blocks',
      [{ address: 'aws_security_group.a', values: { ingress: [open] } }],
      'aws_security_group.a.ingress[0].cidr_blocks[1]',
    ],
    [
      'as rules of their own',
      [
        { address: 'aws_security_group.a', values: {}, unknown: { ingress: true } },
        {
          address: 'aws_security_group_rule.ssh',
          values: { type: 'ingress', ...open },
          unknown: { security_group_id: true },
          references: { security_group_id: ['aws_security_group.a.id', 'aws_security_group.a'] },
        },
      ],
      'aws_security_group_rule.ssh.cidr_blocks[1]',
    ],
    [
      'of a group that is not in the plan',
      [
        {
          address: 'aws_vpc_security_group_ingress_rule.ssh',
          values: {
            security_group_id: 'sg-1',
            ip_protocol: 'tcp',
            from_port: 22,
            to_port: 22,
            cidr_ipv4: '0.0.0.0/0',
          },
        },
      ],
      'aws_vpc_security_group_ingress_rule.ssh.cidr_ipv4',
    ],
  ])('with rules %s', async (_, planned, path) => {
    const found = await judgedFiles({ 'plan.json': planOf(...planned) });
    const failed = found('segmentation/no-world-ingress').filter(({ outcome }) => outcome === 'fail');
    expect(failed.map(({ evidence }) => evidence[0]?.path)).toEqual([path]);
  });
});

describe('the Kubernetes provider', () => {
  it('makes objects', async () => {
    const container = { name: 'c', image: 'acme/c:1', security_context: [{ privileged: true }] };
    const found = await judgedFiles({
      'plan.json': planOf({
        address: 'kubernetes_deployment_v1.app',
        values: {
          metadata: [{ name: 'app', namespace: 'prod' }],
          spec: [
            {
              template: [
                {
                  spec: [{ container: [container], volume: [{ name: 's', secret: [{ secret_name: 's' }] }] }],
                },
              ],
            },
          ],
        },
      }),
    });
    expect(found('namespace-isolation/no-privileged')).toMatchObject([
      {
        outcome: 'fail',
        subject: { id: 'Deployment/prod/app' },
        evidence: [
          {
            path: 'kubernetes_deployment_v1.app.spec[0].template[0].spec[0].container[0].security_context[0].privileged',
          },
        ],
      },
    ]);
  });

  it.each([
    [
      'kubernetes_manifest',
      {
        manifest: {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name: 'p' },
          spec: { hostPID: true, containers: [{ name: 'c' }] },
        },
      },
    ],
    [
      'kubectl_manifest',
      {
        yaml_body:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\nspec:\n  hostPID: true\n  containers: [{ name: c }]\n',
      },
    ],
  ])('%s holds the object', async (type, values) => {
    const found = await judgedFiles({ 'plan.json': planOf({ address: `${type}.p`, values }) });
    expect(found('namespace-isolation/no-host-namespaces')[0]?.evidence[0]?.path).toMatch(/\.spec\.hostPID$/);
  });
});

describe('a state', () => {
  const values = web.values;

  it('is judged as `terraform show -json` writes it', () => {
    const state = {
      format_version: '1.0',
      terraform_version: '1.9.5',
      values: {
        root_module: { resources: [{ ...web, mode: 'managed', type: 'aws_ecs_task_definition', values }] },
      },
    };
    expect(subjectsOf(state)).toMatchObject([{ kind: 'workload', name: 'aws_ecs_task_definition.web' }]);
  });

  it('is judged as a backend keeps it', () => {
    const resource = { mode: 'managed', type: 'aws_ecs_task_definition', name: 'web', module: 'module.a' };
    const state = {
      version: 4,
      terraform_version: '1.9.5',
      resources: [{ ...resource, instances: [{ index_key: 0, attributes: values }] }],
    };
    expect(subjectsOf(state)).toMatchObject([{ name: 'module.a.aws_ecs_task_definition.web[0]' }]);
  });
});

it('no plan, however broken, ends in an exception', () => {
  const text = JSON.stringify(planOf(web));
  const piece = fc.tuple(
    fc.nat({ max: text.length }),
    fc.nat({ max: 40 }),
    fc.constantFrom('', 'null', '[]', '{}', '"x"', '1'),
  );
  fc.assert(
    fc.property(piece, fc.jsonValue(), ([at, length, by], junk) => {
      readDocuments(text.slice(0, at) + by + text.slice(at + length), 'plan.json');
      readDocuments(
        JSON.stringify({ ...planOf(web), resource_changes: junk as Json, configuration: junk as Json }),
        'plan.json',
      );
      readDocuments(
        JSON.stringify({
          format_version: '1',
          terraform_version: '1',
          planned_values: { root_module: junk as Json },
        }),
        'plan.json',
      );
    }),
  );
});
