// Environment values against the JSON Schema that the policy gives a group of workloads.
import { z } from 'zod';
import type { Examples } from '../../examples/example.ts';
import { deployment, pod, taskDefinition } from '../../examples/workloads.ts';
import { defineControl, evidence, failIfAny, notApplicable, unknown } from '../../model/control.ts';
import { isObject, type JsonObject, objectOf } from '../../model/json.ts';
import type { Evidence } from '../../model/verdict.ts';
import { type Container, ownContainers } from '../../model/workload.ts';

export const environmentSchema = defineControl({
  id: 'input-validation/environment-schema',
  title: 'Environment values keep to the schema of their workload’s group',
  severity: 'medium',
  stage: 'stable',
  judges: ['workload'],
  comparesWith: ['group.environment-schema'],
  parameters: z.object({}),
  references: { nist: ['4.4.4'], attack: ['T1574'] },
  why: 'Programs take their environment for granted: a debug flag, another database or a path of somebody’s choice arrives there without a change to the image.',
  fix: 'Correct the value, or, if it is meant, the schema that the policy names (`environment-schema`).',
  allows: [
    'values that come from secrets, config maps and files: only their names count',
    'a name that one container of the workload lacks and another has',
    'numbers and booleans written as text',
  ],
  response: 'stop-workload',
  judge: (workload, { group }) => {
    const schema = group?.environmentSchema ?? null;
    if (schema === null) return notApplicable('the group has no environment-schema');
    const reader = readerOf(schema);
    if (typeof reader === 'string') return unknown(`the environment-schema cannot be read: ${reader}`);
    const containers = ownContainers(workload).filter(({ role }) => role !== 'ephemeral');
    const broken = containers.flatMap((container) => breaches(container, reader, schema));
    const wrong = broken.flatMap(({ found }) => found);
    if (wrong.length > 0) return failIfAny(wrong);
    const missing = missingEverywhere(broken);
    if (missing.length > 0 && containers.some(hasMore))
      return unknown(`${missing[0]?.found} may come from a file or another object, which is not read here`);
    return failIfAny(missing);
  },
});

const readers = new WeakMap<JsonObject, z.ZodType | string>();

/** The schema as zod reads it, or why it cannot: one conversion a policy. */
function readerOf(schema: JsonObject): z.ZodType | string {
  const known = readers.get(schema);
  if (known !== undefined) return known;
  let reader: z.ZodType | string;
  try {
    reader = z.fromJSONSchema(JSON.parse(JSON.stringify(schema)));
  } catch (error) {
    reader = error instanceof Error ? error.message : 'it is no JSON Schema';
  }
  readers.set(schema, reader);
  return reader;
}

interface Breaches {
  readonly container: Container;
  readonly found: readonly Evidence[];
  /** Names that the schema asks for and the container lacks. */
  readonly missing: readonly string[];
}

function breaches(container: Container, reader: z.ZodType, schema: JsonObject): Breaches {
  const values = valuesOf(container, schema);
  const issues = reader.safeParse(values).error?.issues ?? [];
  const referred = new Set(container.secrets.value.map(({ name }) => name));
  const named = issues.map((issue) => ({ issue, name: String(issue.path[0] ?? '') }));
  const own = named.filter(({ name }) => !referred.has(name));
  const isMissing = (name: string) => name !== '' && !Object.hasOwn(values, name);
  return {
    container,
    found: own
      .filter(({ name }) => !isMissing(name))
      .map(({ issue, name }) => breach(container, name, issue.message)),
    missing: own.filter(({ name }) => isMissing(name)).map(({ name }) => name),
  };
}

/** Everything in an environment is text: what the schema calls a number or a boolean is read as one. */
function valuesOf({ environment }: Container, schema: JsonObject): Readonly<Record<string, unknown>> {
  const properties = objectOf(schema.properties);
  return Object.fromEntries(
    environment.value.map(({ name, value }) => {
      const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
      return [name, typed(value.value, isObject(property) ? property.type : undefined)];
    }),
  );
}

function typed(text: string, type: unknown): string | number | boolean {
  if ((type === 'integer' || type === 'number') && /^-?\d{1,15}(?:\.\d{1,15})?$/.test(text))
    return Number(text);
  if (type === 'boolean' && /^(?:true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  return text;
}

/** The value itself may be a secret: only its name and the rule are shown. */
function breach(container: Container, name: string, rule: string): Evidence {
  const variable = container.environment.value.find((one) => one.name === name);
  const what = name === '' ? 'the environment' : `environment value ${name}`;
  return evidence(
    variable?.value.path ?? container.environment.path,
    '(not shown)',
    rule,
    `${what} of container ${container.name} breaks the schema`,
  );
}

function missingEverywhere(all: readonly Breaches[]): Evidence[] {
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
