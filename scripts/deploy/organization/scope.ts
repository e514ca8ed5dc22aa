// Which accounts are members, and where responses are made: what is asked, else what was asked before, else what is there.
// SPDX-License-Identifier: Apache-2.0
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { Asked } from '../asked.ts';
import { keep, readKept } from '../kept-json.ts';
import type { FoundSet } from './found.ts';
import type { Organisation } from './read.ts';
import { names, type Scope } from './wanted.ts';

type Client = Pick<SSMClient, 'send'>;

export type Targets = Pick<Scope, 'units' | 'respond'>;

/** Below `/seawall/<stage>/`, as the parameters of the deployment are. */
export function targetsName(stage: string): string {
  return `/seawall/${stage}/organization`;
}

/** Null where nothing was asked yet, or by a version that kept none. */
export async function readTargets(stage: string, client: Client): Promise<Targets | null> {
  const remedy = 'the units of an organisation: delete it, and say --ou and --respond once';
  const kept = await readKept(targetsName(stage), remedy, client);
  if (kept === null) return null;
  const list = (value: unknown) => (Array.isArray(value) ? value.map(String) : []);
  return { units: list(kept.units), respond: list(kept.respond) };
}

/** Before anything is made: what ends half-way must not be taken for an organisation that nobody limited. */
export async function keepTargets(stage: string, { units, respond }: Targets, client: Client): Promise<void> {
  const what = 'Organizational units that Seawall reaches: npm run deploy -- --organization keeps them';
  await keep(targetsName(stage), { units, respond }, what, client);
}

export type FoundSets = ReadonlyMap<string, FoundSet | null>;

export interface Known {
  readonly kept: Targets | null;
  readonly found: FoundSets;
  readonly regions: readonly string[];
  readonly actions: string;
}

/** The whole organisation only where nobody ever said another, and nothing else is there. */
export function scopeOf(
  { units, respond }: Pick<Asked, 'units' | 'respond'>,
  { root }: Pick<Organisation, 'root'>,
  { kept, found, regions, actions }: Known,
): Scope {
  const asBefore = (name: string) => found.get(name)?.units ?? [];
  const members = kept?.units ?? asBefore(names.member);
  return {
    units: units ?? (members.length > 0 ? members : [root]),
    respond: respond ?? kept?.respond ?? asBefore(names.respond),
    ...{ regions, actions },
  };
}
