// What an organisation needs beside the home stack: a stack set per template for members, and stacks for the home account's other Regions.
// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import type { Home } from '../releases/roll-back.ts';
import type { Organisation } from './read.ts';

export interface WantedStack {
  readonly name: string;
  readonly template: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export interface WantedSet extends WantedStack {
  readonly description: string;
  readonly units: readonly string[];
  readonly regions: readonly string[];
}

export interface RegionalStack extends WantedStack {
  readonly region: string;
}

export interface Wanted {
  readonly sets: readonly WantedSet[];
  readonly stacks: readonly RegionalStack[];
}

export interface Scope {
  /** Organizational units whose accounts are members. */
  readonly units: readonly string[];
  /** Those where responses are made. */
  readonly respond: readonly string[];
  /** Regions that are watched, the home Region among them. */
  readonly regions: readonly string[];
  /** Actions that the policy lets act or ask. */
  readonly actions: string;
}

/** Where what belongs to a whole account, and sign-ins, are recorded: deploy/README.md, "Global services and sign-ins". */
export const signInRegions = ['us-east-1', 'us-east-2', 'us-west-2', 'eu-north-1', 'ap-southeast-2'];

/** The names of the stack sets, and of the stacks of the home account. */
export const names = {
  member: 'seawall-member',
  forwarding: 'seawall-forwarding',
  respond: 'seawall-respond',
};

/** The home Region has the stack itself. */
export function wantedOf(organisation: Organisation, home: Home, scope: Scope): Wanted {
  const bus = `arn:${partitionOf(home.region)}:events:${home.region}:${home.account}:event-bus/default`;
  const trust = {
    HomeAccount: home.account,
    HomeRegion: home.region,
    Stage: home.stage,
    OrganizationId: organisation.id,
  };
  const member = {
    ...{ name: names.member, template: read('member-account.yml') },
    parameters: { HomeBusArn: bus, ...trust, RoleRegion: home.region },
  };
  const forwarding = {
    ...{ name: names.forwarding, template: read('global-forwarding.yml'), parameters: { HomeBusArn: bus } },
  };
  const watched = [...new Set([home.region, ...scope.regions])];
  const global = signInRegions.filter((region) => !watched.includes(region));
  const { units } = scope;
  return {
    sets: [
      {
        ...member,
        description: 'Seawall: events of members, and the role to read them with',
        units,
        regions: watched,
      },
      { ...forwarding, description: 'Seawall: global calls and sign-ins of members', units, regions: global },
      {
        ...{ name: names.respond, template: read('member-respond.yml') },
        parameters: { ...trust, RespondActions: scope.actions },
        description: 'Seawall: the role that responses in members are made with',
        // Roles are global: one Region is enough.
        ...{ units: scope.respond, regions: scope.respond.length === 0 ? [] : [home.region] },
      },
    ],
    stacks: isReached(organisation, units)
      ? []
      : [
          ...watched.filter((region) => region !== home.region).map((region) => ({ ...member, region })),
          ...global.map((region) => ({ ...forwarding, region })),
        ],
  };
}

/** The stacks of the home account that this or a former deployment may have made, as of a management account, which no stack set reaches. */
export function stacksThatMayBe(
  organisation: Organisation,
  home: Home,
  scope: Scope,
  formerRegions: readonly string[],
): readonly RegionalStack[] {
  const alone = { ...organisation, above: [] };
  const stacks = [scope.regions, formerRegions].flatMap(
    (regions) => wantedOf(alone, home, { ...scope, regions }).stacks,
  );
  return [...new Map(stacks.map((stack) => [`${stack.name} ${stack.region}`, stack])).values()];
}

/** Whether the stack sets reach the home account itself. */
export function isReached({ above }: Organisation, units: readonly string[]): boolean {
  return above.some((unit) => units.includes(unit));
}

function read(file: string): string {
  return readFileSync(`deploy/${file}`, 'utf8');
}

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
