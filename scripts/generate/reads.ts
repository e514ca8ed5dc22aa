// What roles may read: every command of the clients that facts are read by, and what actions say that they read with.
// SPDX-License-Identifier: Apache-2.0
import { factServices } from '../../shared/gather/aws.ts';
import type { ReadRights, SdkService } from '../../shared/gather/clients/service.ts';
import { responseServices } from '../../shared/respond/clients/services.ts';
import type { DefinedAction, RoleGrant } from '../../shared/respond/planning/define-action.ts';

type Services = Readonly<Record<string, () => Promise<SdkService>>>;
type Reading = Pick<DefinedAction, 'permissions' | 'grants' | 'evidence'>;

/** Of whoever gathers facts. */
export async function factReads(): Promise<readonly RoleGrant[]> {
  const services = await loadByPrefix(factServices);
  return grantsFor(await allReads(), services);
}

/** Of whoever responds: those of facts, with which it judges again, and its actions' own. */
export async function responseReads(actions: readonly Reading[]): Promise<readonly RoleGrant[]> {
  const services = await loadByPrefix({ ...factServices, ...responseServices });
  const read = actions.flatMap(({ permissions, grants, evidence }) => {
    const granted = new Set(grants.flatMap(({ allows }) => allows));
    const all = [...permissions, ...(evidence?.permissions ?? [])];
    return all.filter((one) => !granted.has(one) && !one.startsWith('kubernetes:'));
  });
  return grantsFor([...(await allReads()), ...read], services);
}

/** By the prefix of their actions. */
async function loadByPrefix(services: Services): Promise<ReadonlyMap<string, SdkService>> {
  const found = Object.entries(services).map(async ([name, load]) => {
    const service = await load();
    return [service.rights?.prefix ?? name, service] as const;
  });
  return new Map(await Promise.all(found));
}

async function allReads(): Promise<readonly string[]> {
  return [...(await loadByPrefix(factServices))].flatMap(([prefix, { commands, rights }]) =>
    Object.keys(commands).map((operation) => `${prefix}:${rights?.allowedBy?.[operation] ?? operation}`),
  );
}

/** One for each set of resources, in the order of their actions. Throws, naming the action, where no client knows its service. */
function grantsFor(
  actions: readonly string[],
  services: ReadonlyMap<string, SdkService>,
): readonly RoleGrant[] {
  const sorted = [...new Set(actions)].toSorted();
  const groups = Map.groupBy(sorted, (action) => {
    const [prefix = '', operation = ''] = action.split(':');
    const service = services.get(prefix);
    if (service === undefined)
      throw new Error(`${action}: no client in shared/respond/clients has that prefix`);
    return resourcesOf(service.rights ?? {}, operation).join(' ');
  });
  return [...groups].map(([on, allows]) => ({ allows, on: on.split(' ') }));
}

function resourcesOf({ on, onAny }: ReadRights, operation: string): readonly string[] {
  return on === undefined || onAny?.includes(operation) === true ? ['*'] : on;
}
