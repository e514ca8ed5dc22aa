// Environment values against the JSON Schema that the policy gives a group of workloads.
// SPDX-License-Identifier: Apache-2.0
import {
  defineControl,
  evidence,
  failIfAny,
  noParameters,
  notApplicable,
  unknown,
} from '../../model/control.ts';
import type { JsonObject } from '../../model/json.ts';
import { remembered } from '../../model/remembered.ts';
import type { Evidence } from '../../model/verdict.ts';
import { type Container, ownContainers } from '../../model/workload.ts';
import { type Breach, judgeEnvironment } from '../../schema/judge.ts';
import { type Schema, environmentSchema as schemaReader } from '../../schema/schema.ts';
import type { Examples } from '../examples/example.ts';
import { deployment, pod, taskDefinition } from '../examples/workloads.ts';

export const environmentSchema = defineControl({
  id: 'input-validation/environment-schema',
  title: 'Environment values keep to the schema of their workload’s group',
  severity: 'medium',
  stage: 'stable',
  judges: ['workload'],
  comparesWith: ['group.environment-schema'],
  parameters: noParameters,
  references: { nist: ['4.4.4'], attack: ['T1574'] },
  why: 'Programs trust their environment: a debug flag, another database or an attacker’s path can be set there without a change to the image.',
  fix: 'Correct the value, or, if it is meant, the schema that the policy names (`environment-schema`).',
  allows: [
    'values that come from secrets, config maps and files: only their names count',
    'a name that one container of the workload lacks and another has',
    'numbers and booleans written as text',
  ],
  response: 'stop-workload',
  judge: (workload, { group }) => {
    const written = group?.environmentSchema ?? null;
    if (written === null) return notApplicable('the group has no environment-schema');
    const schema = readSchema(written);
    if (!schema.success) return unknown(`the environment-schema cannot be read: ${schema.error.message}`);
    const containers = ownContainers(workload).filter(({ role }) => role !== 'ephemeral');
    const judged = containers.map((container) => judgedBy(schema.data, container));
    const wrong = judged.flatMap(({ found }) => found);
    if (wrong.length > 0) return failIfAny(wrong);
    const open = judged.find(({ open }) => open !== null)?.open ?? null;
    if (open !== null) return unknown(open);
    const missing = missingEverywhere(judged);
    if (missing.length > 0 && containers.some(hasMore))
      return unknown(`${missing[0]?.found} may come from a file or another object, which is not read here`);
    return failIfAny(missing);
  },
});

/** Policies with one that cannot be read are refused before. */
const readSchema = remembered((written: JsonObject) => schemaReader.safeParse(written));

interface JudgedContainer {
  readonly container: Container;
  readonly found: readonly Evidence[];
  /** Names that the schema asks for and the container lacks. */
  readonly missing: readonly string[];
  /** Why it cannot be told whether the container keeps to the schema; null: it can. */
  readonly open: string | null;
}

function judgedBy(schema: Schema, container: Container): JudgedContainer {
  const values = new Map(container.environment.value.map(({ name, value }) => [name, value.value]));
  const referred = new Set(container.secrets.value.map(({ name }) => name));
  const { breaches, unsettled } = judgeEnvironment(schema, values);
  const isWhole = ({ name }: Breach) => name === null;
  const wrong = breaches.filter(({ name }) => name !== null && values.has(name));
  const ofWhole = breaches.filter(isWhole);
  const isKnown = referred.size === 0 && container.environmentFiles.value.length === 0;
  return {
    container,
    found: (isKnown ? [...ofWhole, ...wrong] : wrong).map((breach) => broken(container, breach)),
    missing: breaches.flatMap(({ name }) =>
      name === null || values.has(name) || referred.has(name) ? [] : [name],
    ),
    open:
      unsettled.length > 0
        ? `the environment of container ${container.name} is too long to be compared with its schema`
        : ofWhole.length > 0 && !isKnown
          ? `the environment of container ${container.name} has values from elsewhere, which are not read here`
          : null,
  };
}

/** The value itself may be a secret: only its name and the rule are shown. */
function broken(container: Container, { name, wanted }: Breach): Evidence {
  const variable = container.environment.value.find((one) => one.name === name);
  const what = name === null ? 'the environment' : `environment value ${name}`;
  return evidence(
    variable?.value.path ?? container.environment.path,
    '(not shown)',
    wanted,
    `${what} of container ${container.name} breaks the schema`,
  );
}

function missingEverywhere(all: readonly JudgedContainer[]): Evidence[] {
  const [first, ...others] = all;
  return (first?.missing ?? [])
    .filter((name) => others.every(({ missing }) => missing.includes(name)))
    .map((name) =>
      evidence(
        first?.container.environment.path ?? '',
        name,
        'a value',
        `no container has the environment value ${name}`,
      ),
    );
}

/** Files, and whole secrets or config maps, bring names that are not in the definition. */
function hasMore({ environmentFiles, secrets }: Container): boolean {
  return environmentFiles.value.length > 0 || secrets.value.some(({ name }) => name.endsWith('*'));
}

const schema = {
  type: 'object',
  properties: {
    PORT: { type: 'integer', minimum: 1024 },
    LOG_LEVEL: { enum: ['info', 'warn', 'error'] },
    DEBUG: { type: 'boolean', const: false },
  },
  required: ['PORT'],
};
const policy = {
  version: 1,
  groups: [
    { name: 'shop', match: [{ platform: 'ecs' }, { namespace: 'shop' }], 'environment-schema': schema },
  ],
};
const port = { name: 'PORT', value: '8080' };

export const examples = (): Examples => ({
  fails: [
    {
      says: 'a value that is not in the list',
      given: taskDefinition({ container: { environment: [port, { name: 'LOG_LEVEL', value: 'trace' }] } }),
      policy,
      at: 'containerDefinitions[0].environment[1].value',
    },
    {
      says: 'a debug flag in a Deployment',
      given: deployment({ container: { env: [port, { name: 'DEBUG', value: 'true' }] } }),
      policy,
      at: 'spec.template.spec.containers[0].env[1].value',
    },
    {
      says: 'a name that is missing',
      given: taskDefinition({ container: { environment: [] } }),
      policy,
      at: 'containerDefinitions[0].environment',
    },
  ],
  passes: [
    { says: 'values that keep to it', given: taskDefinition(), policy },
    {
      says: 'a value from a config map',
      given: pod({
        container: {
          env: [{ name: 'PORT', valueFrom: { configMapKeyRef: { name: 'web', key: 'port' } } }],
        },
      }),
      policy,
    },
  ],
  unknown: [
    {
      says: 'a whole config map, which may hold the name',
      given: pod({ container: { envFrom: [{ configMapRef: { name: 'web' } }] } }),
      policy,
    },
  ],
  notApplicable: [{ says: 'a policy without a schema', given: taskDefinition() }],
});
