// What the packaged template says of the functions: what they are, what invokes them, and which events the rules send where.
// SPDX-License-Identifier: Apache-2.0
import { dig, type JsonObject, listOf, numberOf, objectOf, stringOf } from '../../shared/model/json.ts';
import { type Pattern, parsePattern } from '../../test/support/eventbridge-pattern/pattern.ts';

/** A function, by the logical id of its resource. */
export interface FunctionOf {
  readonly id: string;
  /** As serverless.yml calls it, and its zip. */
  readonly name: string;
  /** `FILE.EXPORT`, within the zip. */
  readonly handler: string;
  readonly timeoutMs: number;
  readonly memory: number;
  readonly variables: JsonObject;
}

export interface QueueSource {
  readonly queue: string;
  readonly taker: string;
  readonly batch: number;
}

export interface StreamSource {
  readonly taker: string;
  readonly batch: number;
  readonly retries: number;
  /** Records that match one of them are handed on; none: all are. */
  readonly filters: readonly Pattern[];
  readonly deadLetters: string;
}

export interface Rule {
  readonly id: string;
  /** Null: the default bus. */
  readonly bus: string | null;
  /** Null: it has a schedule. */
  readonly pattern: Pattern | null;
  readonly targets: readonly string[];
  /** Condition of the template that it is there on; null: always. */
  readonly condition: string | null;
}

export interface Packaged {
  readonly functions: readonly FunctionOf[];
  readonly queues: readonly QueueSource[];
  readonly streams: readonly StreamSource[];
  readonly rules: readonly Rule[];
  /** Of the function that CloudWatch Logs invokes. */
  readonly logs: string | null;
}

/** Throws where a pattern is none that EventBridge takes. */
export function packagedIn(template: JsonObject): Packaged {
  const mappings = ofType(template, 'AWS::Lambda::EventSourceMapping');
  const subscription = ofType(template, 'AWS::Logs::SubscriptionFilter')[0];
  return {
    functions: ofType(template, 'AWS::Lambda::Function').map(functionIn),
    queues: mappings.flatMap(([, mapping]) => queueSourceIn(mapping) ?? []),
    streams: mappings.flatMap(([, mapping]) => streamSourceIn(mapping) ?? []),
    rules: ofType(template, 'AWS::Events::Rule').map((rule) => ruleIn(rule, template)),
    logs: idIn(subscription?.[1].DestinationArn),
  };
}

/** Properties of all resources of a type, by logical id. */
export function ofType(template: JsonObject, type: string): readonly (readonly [string, JsonObject])[] {
  return Object.entries(objectOf(template.Resources))
    .filter(([, resource]) => dig(resource, 'Type') === type)
    .map(([id, resource]) => [id, objectOf(dig(resource, 'Properties'))]);
}

/** The logical id that a `Ref` or `Fn::GetAtt` names. */
export function idIn(reference: unknown): string | null {
  return stringOf(dig(reference, 'Ref')) ?? stringOf(listOf(dig(reference, 'Fn::GetAtt'))[0]);
}

function functionIn([id, body]: readonly [string, JsonObject]): FunctionOf {
  const handler = stringOf(body.Handler) ?? '';
  return {
    ...{ id, handler, name: handler.slice(handler.lastIndexOf('/') + 1, handler.lastIndexOf('.')) },
    timeoutMs: (numberOf(body.Timeout) ?? 3) * 1000,
    memory: numberOf(body.MemorySize) ?? 128,
    variables: objectOf(dig(body, 'Environment', 'Variables')),
  };
}

function queueSourceIn(mapping: JsonObject): QueueSource | null {
  // Streams have a place to start from.
  if (mapping.StartingPosition !== undefined) return null;
  return {
    queue: idIn(mapping.EventSourceArn) ?? '',
    taker: idIn(mapping.FunctionName) ?? '',
    batch: numberOf(mapping.BatchSize) ?? 10,
  };
}

function streamSourceIn(mapping: JsonObject): StreamSource | null {
  if (mapping.StartingPosition === undefined) return null;
  return {
    taker: idIn(mapping.FunctionName) ?? '',
    batch: numberOf(mapping.BatchSize) ?? 100,
    retries: numberOf(mapping.MaximumRetryAttempts) ?? 0,
    filters: listOf(dig(mapping, 'FilterCriteria', 'Filters')).map((filter) =>
      patternIn(JSON.parse(stringOf(dig(filter, 'Pattern')) ?? '')),
    ),
    deadLetters: idIn(dig(mapping, 'DestinationConfig', 'OnFailure', 'Destination')) ?? '',
  };
}

function ruleIn([id, body]: readonly [string, JsonObject], template: JsonObject): Rule {
  return {
    condition: stringOf(dig(template, 'Resources', id, 'Condition')),
    ...{ id, bus: idIn(body.EventBusName) },
    pattern: body.EventPattern === undefined ? null : patternIn(body.EventPattern),
    targets: listOf(body.Targets).map((target) => idIn(dig(target, 'Arn')) ?? ''),
  };
}

function patternIn(pattern: unknown): Pattern {
  const parsed = parsePattern(pattern);
  if (!parsed.ok)
    throw new Error(`the packaged template has a pattern that is none: ${parsed.path}: ${parsed.reason}`);
  return parsed.pattern;
}
