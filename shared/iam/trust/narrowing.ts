// To whom conditions narrow an opening: accounts, organisations, named principals, holders of an external id.
// SPDX-License-Identifier: Apache-2.0

import { accountOfArn, isAccountId } from '../../model/arn.ts';
import type { Condition, Statement } from '../policy/document.ts';
import { demandsValue, onlyWildcards, operatorOf } from '../policy/operators.ts';

interface Narrowing {
  /** True where sts:ExternalId must have a certain value. */
  readonly externalId: boolean;
  /** Organisation ids the caller must belong to (one of them); null where none is demanded. */
  readonly organisation: readonly string[] | null;
  /** Accounts the caller must belong to (one of them); null where none is demanded or an entry leaves it open. */
  readonly accounts: readonly string[] | null;
  /** True where a source (the account, ARN or organisation that a service acts for) is demanded, and which accounts; null: by other marks. */
  readonly guards: boolean;
  readonly sources: readonly string[] | null;
  /** True where identity conditions leave only certain callers, be it those above, principal ids or VPC endpoints. */
  readonly restricted: boolean;
}

/** What a value of each key says of the caller: an account, an organisation, or only that not everybody is meant. */
type Reading =
  | { readonly account: string }
  | { readonly organisation: string }
  | { readonly restricted: true }
  | null;

const readers: ReadonlyMap<string, (value: string) => Reading> = new Map([
  ['aws:principalaccount', accountReading],
  ['aws:sourceaccount', accountReading],
  ['aws:principalarn', arnReading],
  ['aws:sourcearn', arnReading],
  ['aws:principalorgid', organisationReading],
  ['aws:sourceorgid', organisationReading],
  ['aws:principalorgpaths', organisationReading],
  ['aws:sourceorgpaths', organisationReading],
  ['aws:userid', userReading],
  ['aws:sourcevpc', exactReading],
  ['aws:sourcevpce', exactReading],
]);

/** What all conditions of one opening together demand of the caller. */
export function narrowingOf(conditions: readonly Condition[]): Narrowing {
  const demands = conditions.filter(({ operator }) => isDemand(operator));
  const readings = demands.map(readCondition).filter((reading) => reading !== null);
  const organisations = readings.flatMap((reading) =>
    'organisations' in reading ? reading.organisations : [],
  );
  const accounts = readings.flatMap((reading) => ('accounts' in reading ? reading.accounts : []));
  const guarding = demands
    .filter(isSource)
    .map(readCondition)
    .filter((reading) => reading !== null);
  const sources = guarding.flatMap((reading) => ('accounts' in reading ? [reading.accounts] : []));
  return {
    guards: guarding.length > 0,
    sources: sources[0] ?? null,
    externalId: demands.some(demandsExternalId),
    organisation: organisations.length > 0 ? [...new Set(organisations)] : null,
    accounts: accounts.length > 0 ? [...new Set(accounts)] : null,
    restricted: readings.length > 0,
  };
}

/**
 * A Deny for whoever is not X leaves X: the conditions it amounts to on the Allows beside it. Understands one
 * negated condition, at most beside the usual exception for AWS services; anything else gives none.
 */
export function demandsOfDeny(deny: Statement): Condition[] {
  const rest = deny.conditions.filter((condition) => !exceptsServices(condition));
  const [only] = rest;
  if (only === undefined || rest.length !== 1) return [];
  const operator = operatorOf(only.operator);
  if (operator === null || !operator.negated || operator.set === 'ForAnyValue') return [];
  const positive = {
    string: 'StringEquals',
    caseless: 'StringEqualsIgnoreCase',
    pattern: 'StringLike',
    arn: 'ArnLike',
  };
  const name = Object.entries(positive).find(([comparison]) => comparison === operator.comparison)?.[1];
  return name === undefined ? [] : [{ ...only, operator: name }];
}

function exceptsServices({ operator, key, values }: Condition): boolean {
  return (
    operatorOf(operator)?.comparison === 'bool' &&
    key.toLowerCase() === 'aws:principalisawsservice' &&
    values.every((value) => value.toLowerCase() === 'false')
  );
}

function isDemand(name: string): boolean {
  const operator = operatorOf(name);
  return operator !== null && operator.relation === 'equal' && demandsValue(operator);
}

/** Keys that a service fills with whom it acts for (IAM User Guide, "The confused deputy problem"). */
function isSource({ key }: Condition): boolean {
  return /^aws:source(?:account|arn|orgid|orgpaths)$/i.test(key);
}

function demandsExternalId({ key, values }: Condition): boolean {
  return key.toLowerCase() === 'sts:externalid' && values.length > 0 && !values.some(onlyWildcards);
}

type ConditionReading = { accounts: string[] } | { organisations: string[] } | { restricted: true } | null;

/** Values are alternatives: one that everybody meets opens the whole condition. */
function readCondition({ key, values }: Condition): ConditionReading {
  const reader = readers.get(key.toLowerCase());
  if (reader === undefined || values.length === 0) return null;
  const readings = values.map(reader);
  if (readings.includes(null)) return null;
  const accounts = readings.flatMap((reading) => (reading && 'account' in reading ? [reading.account] : []));
  if (accounts.length === values.length) return { accounts };
  const organisations = readings.flatMap((reading) =>
    reading && 'organisation' in reading ? [reading.organisation] : [],
  );
  return organisations.length === values.length ? { organisations } : { restricted: true };
}

function accountReading(value: string): Reading {
  if (isAccountId(value)) return { account: value };
  return exactReading(value);
}

/** A wildcard in the account is met by anybody who picks the right name. */
function arnReading(value: string): Reading {
  const account = accountOfArn(value);
  if (account !== null) return { account };
  const [, , , , part] = value.split(':', 5);
  return part === undefined || /[*?]/.test(part) || value.startsWith('*') ? null : { restricted: true };
}

/** `o-abc`, or the path `o-abc/r-1/*`. */
function organisationReading(value: string): Reading {
  const [id = ''] = value.split('/', 1);
  return /^o-[a-z0-9]+$/.test(id) ? { organisation: id } : null;
}

/** An exact name or a policy variable. */
function exactReading(value: string): Reading {
  return value === '' || /[*?]/.test(value) ? null : { restricted: true };
}

/** `AROAEXAMPLEID:*` is the sessions of one role: the id, 21 characters, must be whole (IAM User Guide, unique identifiers). */
function userReading(value: string): Reading {
  return value.search(/[*?]/) === -1 || value.search(/[*?]/) >= 17
    ? exactReading(value.replace(/[*?]/g, ''))
    : null;
}
