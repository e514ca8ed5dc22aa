// An IAM document of a template under two readings: what it grants at least, and at most, whatever its open values be.
// SPDX-License-Identifier: Apache-2.0
import { operatorOf } from '../../iam/policy/operators.ts';
import { isObject, type Json, type JsonObject, listOf, stringOf } from '../../model/json.ts';
import { table } from '../../model/table.ts';
import type { Widest } from '../../model/widest.ts';
import { partlySettled, unsettledReason } from '../workload/cursor.ts';
import { listed, openReason } from './open-value.ts';
import { documentIn } from './policy-text.ts';

export interface Readings {
  /** What it grants in every deployment. */
  readonly least: JsonObject;
  /** What it grants in the widest, and which value leaves it open; null: it is the same in all. */
  readonly most: Widest | null;
}

type Reading = 'least' | 'most';

/** Everything: what a document may grant of which nothing is known. */
const anything: JsonObject = { Effect: 'Allow', Action: '*', Resource: '*' };
const anybody: JsonObject = { Effect: 'Allow', Action: 'sts:*', Principal: '*' };
/** Stands for a statement that grants nothing, so that the others keep their places. */
const nothing: JsonObject = { Effect: 'Deny', Action: 'none:none', Resource: 'none' };

/** @param of whose document: a policy that grants, or a trust that lets in */
export function readingsOf(value: Json | undefined, of: 'policy' | 'trust' = 'policy'): Readings {
  const document = documentIn(value);
  if (document === null) {
    const why = unsettledReason(value) ?? 'it is no policy document';
    const widest = of === 'trust' ? anybody : anything;
    return { least: { Statement: [] }, most: { document: { Statement: [widest] }, why } };
  }
  const why = firstOpen(document);
  const least = underReading(document, 'least');
  if (why === null) return { least, most: null };
  const each = eachOpen(document).map(({ document: one, why: alone }) => ({
    document: underReading(one, 'most'),
    why: alone,
  }));
  return {
    least,
    most: { document: underReading(document, 'most'), why, ...(each.length > 1 ? { each } : {}) },
  };
}

interface Open {
  readonly statement: number;
  readonly element: string;
  readonly why: string;
}

/** The document with one of its open elements at a time, the others as narrow as they can be. */
function eachOpen(document: JsonObject): readonly { readonly document: JsonObject; readonly why: string }[] {
  const statements = listOf(document.Statement);
  const open = openElements(statements);
  return open.map(({ statement, element, why }) => {
    const others = open.filter((one) => one.statement !== statement || one.element !== element);
    const closed = statements.map((one, index) => {
      const names = others.filter((other) => other.statement === index).map((other) => other.element);
      if (names.length === 0 || !isObject(one)) return one;
      const narrow = elementsUnder(
        Object.fromEntries(names.map((name) => [name, one[name]])),
        false,
        'least',
      );
      return { ...one, ...narrow };
    });
    return { document: { ...document, Statement: closed }, why };
  });
}

/** More are not told apart. */
const mostOpen = 20;

function openElements(statements: readonly Json[]): readonly Open[] {
  return statements
    .flatMap((statement, index) =>
      isObject(statement) && !isUnsettled(statement)
        ? Object.entries(statement).map(([element, value]) => ({ index, element, value }))
        : [],
    )
    .flatMap(({ index, element, value }) => {
      const reason = element === 'Sid' || element === 'Effect' ? null : openReason(value);
      return reason === null ? [] : [{ statement: index, element, why: placed(element, index, reason) }];
    })
    .slice(0, mostOpen);
}

function placed(element: string, index: number, reason: string): string {
  return `${element} of statement ${index + 1}: ${reason}`;
}

/** `Resource of statement 2: parameter Key is known only once the template is deployed`. */
function firstOpen(document: JsonObject): string | null {
  const statements =
    isObject(document.Statement) && unsettledReason(document.Statement) === null
      ? [document.Statement]
      : listOf(document.Statement);
  for (const [index, statement] of statements.entries()) {
    const whole = unsettledReason(statement);
    if (whole !== null) return `statement ${index + 1}: ${whole}`;
    for (const [element, value] of Object.entries(isObject(statement) ? statement : {})) {
      const reason = openReason(value);
      if (reason !== null && element !== 'Sid') return placed(element, index, reason);
    }
  }
  return openReason(document);
}

function underReading(document: JsonObject, reading: Reading): JsonObject {
  const { Statement: written, ...rest } = document;
  const settledRest = Object.fromEntries(
    Object.entries(rest).filter(([, value]) => unsettledReason(value) === null),
  );
  return { ...settledRest, Statement: statementsUnder(written, reading) };
}

function statementsUnder(written: Json | undefined, reading: Reading): Json {
  if (unsettledReason(written) !== null) return possible(written, reading);
  if (isObject(written)) return statementUnder(written, reading);
  if (!Array.isArray(written)) return written ?? [];
  const more: Json[] = [];
  const own = written.map((statement: Json): Json => {
    if (unsettledReason(statement) === null)
      return isObject(statement) ? statementUnder(statement, reading) : statement;
    more.push(...possible(statement, reading));
    return nothing;
  });
  return [...own, ...more];
}

/** The statements that an open one may be: at most all of its Allows, at least all of its Denies. */
function possible(mark: Json | undefined, reading: Reading): readonly Json[] {
  const { among } = partlySettled(mark);
  if (among === undefined) return [reading === 'most' ? anything : { ...anything, Effect: 'Deny' }];
  return among
    .flatMap((one) => (Array.isArray(one) ? listOf(one) : [one]))
    .flatMap((one): readonly Json[] => {
      if (unsettledReason(one) !== null) return possible(one, reading);
      const counts = isObject(one) && one.Effect !== (reading === 'most' ? 'Deny' : 'Allow');
      return counts ? [statementUnder(one, reading)] : [];
    });
}

/** An Allow is as narrow as it can be at least, as wide at most; a Deny the other way round. */
function statementUnder(statement: JsonObject, reading: Reading): JsonObject {
  const { Sid: sid, Effect: effect, ...elements } = statement;
  const open = (names: readonly string[]) => names.some((name) => openReason(elements[name]) !== null);
  const label = typeof sid === 'string' ? { Sid: sid } : {};
  const said = stringOf(effect);
  if (said === 'Deny') {
    if (reading === 'most' && openReason(elements) !== null) return { ...label, ...nothing };
    return { ...label, Effect: said, ...elementsUnder(elements, true, reading) };
  }
  const closed = said === null || open(['NotAction', 'NotResource', 'NotPrincipal']);
  const unruly = isUnsettled(elements.Condition);
  if (reading === 'least' && (closed || unruly)) return { ...label, ...nothing };
  const allowed = said ?? (isUnsettled(effect) ? 'Allow' : effect);
  return { ...label, Effect: allowed, ...elementsUnder(elements, reading === 'most', reading) };
}

function isUnsettled(value: Json | undefined): boolean {
  return unsettledReason(value) !== null;
}

function elementsUnder(elements: JsonObject, wide: boolean, reading: Reading): JsonObject {
  const entries = Object.entries(elements).flatMap(([name, value]): [string, Json][] => {
    if (value === undefined) return [];
    if (name === 'Condition') return conditionUnder(value, reading).map((block) => [name, block]);
    if (name === 'Principal' || name === 'NotPrincipal') return [[name, principalsUnder(value, wide)]];
    if (name.startsWith('Not'))
      return [
        [
          name,
          listOf(Array.isArray(value) ? value : [value])
            .filter((item) => !wide || openReason(item) === null)
            .flatMap((item) => listed([item], false) as readonly Json[]),
        ],
      ];
    return [[name, isObject(value) && !isUnsettled(value) ? value : listed(value, wide)]];
  });
  return Object.fromEntries(entries);
}

/** What a principal may be that only a parameter names: the worst of each type. */
const worst: Readonly<Record<string, readonly string[]>> = table({
  AWS: ['*'],
  Service: ['ecs-tasks.amazonaws.com', 'pods.eks.amazonaws.com', 'ec2.amazonaws.com'],
  Federated: ['arn:aws:iam::000000000000:oidc-provider/token.actions.githubusercontent.com'],
});

function principalsUnder(value: Json, wide: boolean): Json {
  if (isUnsettled(value)) return wide ? '*' : { AWS: listed(value, false) };
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([type, names]): [string, Json] => {
    const texts = listed(names ?? [], wide);
    return [type, wide && texts === '*' && openReason(names) !== null ? (worst[type] ?? texts) : texts];
  });
  return Object.fromEntries(entries);
}

/** A pattern may be any pattern; what is compared as it stands is one value, whichever. An open block may be no condition at all. */
function conditionUnder(value: Json, reading: Reading): readonly Json[] {
  if (isUnsettled(value)) return [];
  if (!isObject(value)) return [value];
  const entries = Object.entries(value).flatMap(([name, block]): [string, Json][] => {
    if (isUnsettled(block)) return [];
    if (!isObject(block)) return [[name, block ?? null]];
    const operator = operatorOf(name);
    const patterns = operator !== null && ['pattern', 'arn'].includes(operator.comparison);
    const wide = patterns && (operator.negated ? reading === 'least' : reading === 'most');
    const keys = Object.entries(block).map(([key, values]) => [key, listed(values ?? [], wide)]);
    return [[name, Object.fromEntries(keys)]];
  });
  return [Object.fromEntries(entries)];
}
