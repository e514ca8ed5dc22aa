// The ways of events through the rules: for each rule, what it takes, from which source, and which function that reaches.
// SPDX-License-Identifier: Apache-2.0
import { dig, isObject, type JsonObject, listOf, objectOf, stringOf } from '../../../shared/model/json.ts';
import {
  matchesPattern,
  type Pattern,
  parsePattern,
} from '../../../test/support/eventbridge-pattern/pattern.ts';
import { named, readYaml, resourcesOf, takersOf } from '../../templates/cloudformation.ts';

/** One kind of event by one rule. */
export interface Way {
  /** As the rule is called, without `seawall-<stage>-`. */
  readonly rule: string;
  /** `calls`: recorded by CloudTrail. `own`: on Seawall's bus. */
  readonly section: 'native' | 'calls' | 'own';
  readonly source: string;
  /** The detail-type; of calls, which ones. */
  readonly takes: string;
  readonly functions: readonly string[];
  readonly takesEvent: (event: unknown) => boolean;
}

interface Rule {
  readonly name: string;
  readonly own: boolean;
  readonly pattern: JsonObject;
  readonly parsed: Pattern;
  readonly functions: readonly string[];
}

export function waysIn(root: string): readonly Way[] {
  return rulesIn(root).flatMap((rule) => alternatives(rule.pattern).flatMap((one) => waysOf(rule, one)));
}

/** Throws where a rule has a pattern that EventBridge would not take. Those with a schedule take no events. */
function rulesIn(root: string): readonly Rule[] {
  const serverless = readYaml(`${root}/serverless.yml`);
  const takers = takersOf(serverless);
  return Object.entries(resourcesOf(serverless, root)).flatMap(([id, { Type, Properties }]) => {
    const pattern = dig(Properties, 'EventPattern');
    if (Type !== 'AWS::Events::Rule' || !isObject(pattern)) return [];
    const parsed = parsePattern(pattern);
    if (!parsed.ok) throw new Error(`${id}: ${parsed.path}: ${parsed.reason}`);
    const targets = listOf(dig(Properties, 'Targets')).map((target) => named(dig(target, 'Arn')));
    const functions = [...new Set(targets.map((target) => takers.get(target) ?? 'nobody'))];
    const name = (stringOf(dig(Properties, 'Name')) ?? id).replace(/^seawall-\$\{sls:stage\}-/, '');
    const own = dig(Properties, 'EventBusName') !== undefined;
    return [{ name, own, pattern, parsed: parsed.pattern, functions }];
  });
}

/** The pattern once for each branch of its `$or`. */
function alternatives(pattern: JsonObject): readonly JsonObject[] {
  const { $or, ...rest } = pattern;
  return $or === undefined ? [rest] : listOf($or).map((branch) => ({ ...rest, ...objectOf(branch) }));
}

function waysOf(rule: Rule, pattern: JsonObject): readonly Way[] {
  const types = listOf(pattern['detail-type']).map(String);
  const calls = types.some((type) => type.endsWith('via CloudTrail'));
  const sources = listOf(pattern.source);
  // Nearly all sources there are.
  const named = sources.every((source) => typeof source === 'string') ? sources.map(String) : ['aws.*'];
  const section = rule.own ? 'own' : calls ? 'calls' : 'native';
  return named.flatMap((source) =>
    (calls ? [callsOf(pattern)] : types).map((takes) => ({
      ...{ rule: rule.name, section, source, takes, functions: rule.functions },
      takesEvent: (event: unknown) =>
        matchesPattern(rule.parsed, event) &&
        (source === 'aws.*' || dig(event, 'source') === source) &&
        (calls || dig(event, 'detail-type') === takes),
    })),
  );
}

function callsOf(pattern: JsonObject): string {
  const filters = listOf(dig(pattern, 'detail', 'eventName')).map(said);
  const root = listOf(dig(pattern, 'detail', 'userIdentity', 'type')).includes('Root');
  const parameters = Object.entries(objectOf(dig(pattern, 'detail', 'requestParameters'))).map(
    ([name, filter]) => `\`${name}\` ${listOf(filter).map(said).join(', ')}`,
  );
  return [
    filters.length === 0 ? `all writes${root ? ' of the root user' : ''}` : filters.join(', '),
    ...parameters,
  ].join('; ');
}

/** One filter of a pattern in words. */
function said(filter: unknown): string {
  if (!isObject(filter)) return String(filter);
  if (typeof filter.prefix === 'string') return `${filter.prefix}…`;
  if (typeof filter.suffix === 'string') return `…${filter.suffix}`;
  const but = filter['anything-but'];
  return but === undefined ? JSON.stringify(filter) : `all but ${listOf(but).map(String).join(', ')}`;
}
