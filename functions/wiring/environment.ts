// What a deployed function finds around it: names of the table and the bus, the accounts it may read.
// SPDX-License-Identifier: Apache-2.0
import { accountOfArn, partitionOf } from '../../shared/model/arn.ts';

export interface Environment {
  readonly table: string;
  readonly bus: string;
  readonly account: string;
  /** Where the deployed policy lies. */
  readonly policyBucket: string;
  /** Name of the role that member accounts offer for reading. */
  readonly readRole: string;
  /** The organisation whose accounts are members; empty: this account alone is watched. */
  readonly organization: string;
  /** What the roles of member accounts demand. */
  readonly externalId: string;
}

/** Throws, naming it, where a variable is missing: a function without its table must not start. */
export function environmentOf(variables: NodeJS.ProcessEnv): Environment {
  return {
    table: required(variables, 'SEAWALL_TABLE'),
    bus: required(variables, 'SEAWALL_BUS'),
    account: required(variables, 'SEAWALL_ACCOUNT'),
    policyBucket: required(variables, 'SEAWALL_POLICY_BUCKET'),
    readRole: variables.SEAWALL_READ_ROLE ?? 'seawall-read',
    externalId: required(variables, 'SEAWALL_EXTERNAL_ID'),
    organization: variables.SEAWALL_ORGANIZATION ?? '',
  };
}

type Home = Pick<Environment, 'account' | 'organization'>;

/**
 * The role that Seawall takes in another account; null where it takes none, and the function's own credentials ask. Which accounts are
 * members no list says: AWS lets the functions take roles of the organisation alone (`aws:ResourceOrgID`, deploy/resources/roles.yml).
 */
export function memberRole({ account: home, organization }: Home, role: string) {
  return (account: string): string | null =>
    organization === '' || account === home ? null : memberArn(account, role);
}

/**
 * Whether an ARN is of a role that the functions run with, or that Seawall takes in member accounts. Somebody there may call a role so
 * where Seawall has none, but then no response reaches that account either.
 */
export function ownRoles(variables: NodeJS.ProcessEnv, taken: (account: string) => string | null = nowhere) {
  const own = required(variables, 'SEAWALL_OWN_ROLES').split(',');
  return (arn: string): boolean => own.includes(arn) || arn === taken(accountOfArn(arn) ?? '');
}

function nowhere(): null {
  return null;
}

/** Member accounts are of the home account's partition: no organisation reaches over two. */
function memberArn(account: string, role: string): string {
  return `arn:${partitionOf(process.env.AWS_REGION ?? null)}:iam::${account}:role/${role}`;
}

/** Throws, naming it, where it is missing or empty. */
export function required(variables: NodeJS.ProcessEnv, name: string): string {
  const value = variables[name];
  if (value === undefined || value === '')
    throw new Error(`the environment variable ${name} is not set: serverless.yml sets it`);
  return value;
}
