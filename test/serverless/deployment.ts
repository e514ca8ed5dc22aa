// Reads serverless.yml and the resource files it names, with CloudFormation's short forms, for the tests beside it.
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { named, readYaml, resourcesOf, takersOf } from '../../scripts/templates/cloudformation.ts';
import {
  dig,
  isObject,
  type JsonObject,
  listOf,
  objectOf,
  stringOf,
  stringsOf,
} from '../../shared/model/json.ts';
import { matchesPattern, type Pattern, parsePattern } from '../support/eventbridge-pattern/pattern.ts';

export { named, readYaml };

export const serverless = readYaml('serverless.yml');

/** All resources of the deployment by logical id. */
export const resources: Readonly<Record<string, JsonObject>> = resourcesOf(serverless);

export function ofType(type: string): readonly (readonly [string, JsonObject])[] {
  return Object.entries(resources)
    .filter(([, { Type }]) => Type === type)
    .map(([id, { Properties }]) => [id, objectOf(Properties)]);
}

export interface Rule {
  readonly id: string;
  readonly properties: JsonObject;
  readonly pattern: Pattern;
}

/** What a rule with a schedule sends. */
const scheduled: JsonObject = { source: ['aws.events'], 'detail-type': ['Scheduled Event'] };

export function rulesIn(found: readonly (readonly [string, JsonObject])[]): readonly Rule[] {
  return found.map(([id, properties]) => {
    const parsed = parsePattern(properties.EventPattern ?? scheduled);
    if (!parsed.ok) throw new Error(`${id}: ${parsed.path}: ${parsed.reason}`);
    return { id, properties, pattern: parsed.pattern };
  });
}

export const rules = rulesIn(ofType('AWS::Events::Rule'));

const takers = takersOf(serverless);

/** Functions that an event reaches by the rules of the deployment, each once. */
export function functionsFor(event: unknown): readonly string[] {
  const hit = rules.filter(({ pattern }) => matchesPattern(pattern, event));
  const reached = hit.flatMap(({ properties }) =>
    listOf(properties.Targets).map((target) => takers.get(named(dig(target, 'Arn'))) ?? 'nobody'),
  );
  return [...new Set(reached)];
}

export interface Sample {
  readonly name: string;
  readonly document: JsonObject;
}

export const samples: readonly Sample[] = globSync('events/[0-9][0-9]-*.json')
  .sort()
  .map((file) => ({
    name: basename(file, '.json'),
    document: objectOf(JSON.parse(readFileSync(file, 'utf8'))),
  }));

/** The CloudWatch Logs payload of a sample, unpacked; null where the sample is none. */
export function logPayload({ document }: Sample): JsonObject | null {
  const packed = stringOf(dig(document, 'awslogs', 'data'));
  if (packed !== null)
    return objectOf(JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString('utf8')));
  return document.messageType === 'DATA_MESSAGE' ? document : null;
}

export interface RolePolicy {
  readonly name: string;
  /** Condition of the template that it is there on; null: always. */
  readonly condition: string | null;
  readonly statements: readonly JsonObject[];
}

/** The inline policies of a role, those on a condition too. */
export function policiesOf(role: unknown): readonly RolePolicy[] {
  return listOf(dig(role, 'Policies')).map((entry) => {
    const [condition = null, policy = entry] = listOf(dig(entry, 'Fn::If'));
    return {
      name: String(dig(policy, 'PolicyName')),
      condition: stringOf(condition),
      statements: listOf(dig(policy, 'PolicyDocument', 'Statement')).filter(isObject),
    };
  });
}

/** Statements of all policies of a role. */
export function statementsOf(role: unknown): readonly JsonObject[] {
  return policiesOf(role).flatMap(({ statements }) => statements);
}

export function actionsOf(statement: JsonObject): readonly string[] {
  return typeof statement.Action === 'string' ? [statement.Action] : stringsOf(statement.Action);
}
