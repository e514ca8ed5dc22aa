// What a deployed function finds around it: names of the table and the bus, the accounts it may read.
// SPDX-License-Identifier: Apache-2.0
import { partitionOf } from '../../shared/model/arn.ts';

export interface Environment {
  readonly table: string;
  readonly bus: string;
  readonly account: string;
  /** Where the deployed policy lies. */
  readonly policyBucket: string;
  /** Name of the role that member accounts offer for reading. */
  readonly readRole: string;
  readonly members: readonly string[];
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
    members: (variables.SEAWALL_MEMBERS ?? '').split(',').filter((member) => member !== ''),
  };
}

/** The role that Seawall takes in a member account; null where it is none: the function's own credentials read there. */
export function memberRole(members: readonly string[], role: string) {
  return (account: string): string | null => (members.includes(account) ? memberArn(account, role) : null);
}

/** ARNs of the roles that the functions run with, and of those that Seawall takes in member accounts. */
export function ownRoles(
  variables: NodeJS.ProcessEnv,
  members: readonly string[] = [],
  role = '',
): readonly string[] {
  return [
    ...required(variables, 'SEAWALL_OWN_ROLES').split(','),
    ...members.map((member) => memberArn(member, role)),
  ];
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
