// A deployment to some units of an organisation that ends half-way goes on to the same units, wherever it ended, and never to the whole.
import {
  CloudFormationClient,
  CreateStackInstancesCommand,
  CreateStackSetCommand,
  DeleteStackInstancesCommand,
  DeleteStackSetCommand,
  DescribeStackSetOperationCommand,
  ListStackSetOperationResultsCommand,
  UpdateStackSetCommand,
} from '@aws-sdk/client-cloudformation';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { bringAbout } from '../../scripts/deploy/organization/bring-about.ts';
import type { FoundSet } from '../../scripts/deploy/organization/found.ts';
import type { Organisation } from '../../scripts/deploy/organization/read.ts';
import { readTargets, scopeOf } from '../../scripts/deploy/organization/scope.ts';
import { stepsOfSet } from '../../scripts/deploy/organization/steps.ts';
import { names, wantedOf } from '../../scripts/deploy/organization/wanted.ts';
import { runs } from '../support/extent.ts';

const home = { stage: 'production', account: '111122223333', region: 'eu-central-1' };
const organisation: Organisation = {
  ...{ id: 'o-exampleorgid', management: home.account, root: 'r-abcd' },
  ...{ callAs: 'SELF', above: [] },
};
const regions = ['eu-central-1', 'eu-west-1'];

/** An account where nothing is yet, but for what was deployed by a version that kept no targets. */
function account() {
  const parameters = new Map<string, string>();
  const sets = new Map<string, FoundSet>();
  const covered: string[] = [];
  const left = { writes: Number.POSITIVE_INFINITY };
  const write = () => {
    if (left.writes-- <= 0) throw new Error('the connection is gone');
  };
  const ssm = new SSMClient({ region: home.region });
  mockClient(ssm)
    .on(GetParameterCommand)
    .callsFake(async ({ Name }: { Name: string }) => {
      if (!parameters.has(Name)) throw Object.assign(new Error('no'), { name: 'ParameterNotFound' });
      return { Parameter: { Value: parameters.get(Name) } };
    })
    .on(PutParameterCommand)
    .callsFake(async ({ Name, Value }: { Name: string; Value: string }) => {
      write();
      parameters.set(Name, Value);
    });
  const client = new CloudFormationClient({ region: home.region });
  interface Targets {
    readonly StackSetName: string;
    readonly Regions: readonly string[];
    readonly DeploymentTargets: { readonly OrganizationalUnitIds: readonly string[] };
  }
  const empty: Omit<FoundSet, 'template' | 'parameters'> = {
    ...{ units: [], regions: [], isAutomatic: true, outdated: [], accounts: [] },
  };
  const change = (name: string, by: (set: FoundSet) => FoundSet) => {
    write();
    const set = sets.get(name);
    if (set !== undefined) sets.set(name, by(set));
    return { OperationId: 'op' };
  };
  mockClient(client)
    .on(CreateStackSetCommand)
    .callsFake(async ({ StackSetName }: { StackSetName: string }) => {
      write();
      const wanted = wantedOf(organisation, home, scope([])).sets.find(({ name }) => name === StackSetName);
      if (wanted !== undefined)
        sets.set(StackSetName, { ...empty, template: wanted.template, parameters: wanted.parameters });
      return {};
    })
    .on(CreateStackInstancesCommand)
    .callsFake(async ({ StackSetName, Regions, DeploymentTargets }: Targets) => {
      const units = DeploymentTargets.OrganizationalUnitIds;
      const answer = change(StackSetName, (set) => ({
        ...set,
        units: [...new Set([...set.units, ...units])],
        regions: [...new Set([...set.regions, ...Regions])],
      }));
      covered.push(...units);
      return answer;
    })
    .on(DeleteStackInstancesCommand)
    .callsFake(async ({ StackSetName, DeploymentTargets }: Targets) =>
      change(StackSetName, (set) => ({
        ...set,
        units: set.units.filter((unit) => !DeploymentTargets.OrganizationalUnitIds.includes(unit)),
      })),
    )
    .on(UpdateStackSetCommand)
    .callsFake(async ({ StackSetName }: { StackSetName: string }) => change(StackSetName, (set) => set))
    .on(DeleteStackSetCommand)
    .callsFake(async ({ StackSetName }: { StackSetName: string }) => {
      write();
      sets.delete(StackSetName);
    })
    .on(DescribeStackSetOperationCommand)
    .resolves({ StackSetOperation: { Status: 'SUCCEEDED' } })
    .on(ListStackSetOperationResultsCommand)
    .resolves({ Summaries: [] });
  const scope = (units: readonly string[]) => ({ units, respond: [], regions, actions: 'none' });

  /** `npm run deploy -- --organization --yes`, with units or without; it ends after so many writes. */
  async function deploy(units: readonly string[] | null, writes = Number.POSITIVE_INFINITY) {
    const kept = await readTargets(home.stage, ssm);
    const found = new Map(Object.values(names).map((name) => [name, sets.get(name) ?? null]));
    const targets = scopeOf({ units, respond: null }, organisation, {
      ...{ kept, found, regions, actions: 'none' },
    });
    const steps = wantedOf(organisation, home, targets).sets.flatMap((set) =>
      stepsOfSet(set, found.get(set.name) ?? null),
    );
    left.writes = writes;
    const deployHome = async () => {
      write();
      return true;
    };
    const worker = {
      callAs: 'SELF',
      wait: async () => {},
      clientIn: () => client,
      home: home.region,
    } as const;
    const going = bringAbout({ stage: home.stage, targets, steps }, { ssm, deployHome, worker });
    await going.catch((error: unknown) => expect(String(error)).toContain('the connection is gone'));
    return { targets, steps };
  }
  return { deploy, sets, covered };
}

const some = fc.uniqueArray(fc.constantFrom('ou-a', 'ou-b', 'ou-c'), { minLength: 1 });

describe('a deployment to some units that is broken off', () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  afterAll(() => log.mockRestore());

  it('at first, goes on to them, wherever that was, and never to the whole organisation', async () => {
    await fc.assert(
      fc.asyncProperty(
        some,
        fc.array(fc.integer({ min: 1, max: 7 }), { maxLength: 4 }),
        async (units, ends) => {
          const { deploy, sets, covered } = account();
          await deploy(units, ends[0]);
          for (const writes of ends.slice(1)) await deploy(null, writes);
          const { targets } = await deploy(null);
          expect(targets.units).toEqual(units);
          expect(covered).not.toContain('r-abcd');
          expect(sets.get(names.member)?.units.toSorted()).toEqual(units.toSorted());
          expect((await deploy(null)).steps).toEqual([]);
        },
      ),
      runs(60),
    );
  });

  it('on the way from some units to others, leads to the others', async () => {
    await fc.assert(
      fc.asyncProperty(some, some, fc.integer({ min: 1, max: 7 }), async (former, units, writes) => {
        const { deploy, sets } = account();
        await deploy(former);
        await deploy(units, writes);
        await deploy(null);
        for (const name of [names.member, names.forwarding])
          expect(sets.get(name)?.units.toSorted()).toEqual(units.toSorted());
      }),
      runs(60),
    );
  });

  it('before anything was kept, has made nothing', async () => {
    const { deploy, sets } = account();
    await deploy(['ou-a'], 0);
    expect([...sets]).toEqual([]);
  });
});

describe('the units', () => {
  const found = (units: readonly string[]) => ({
    ...{ units, regions, template: '', parameters: {}, isAutomatic: true, outdated: [], accounts: [] },
  });
  const known = { regions, actions: 'none' };

  it('are those of the stack sets where a version that kept none deployed', () => {
    const sets = new Map([
      [names.member, found(['ou-a'])],
      [names.respond, found(['ou-b'])],
    ]);
    const scope = scopeOf({ units: null, respond: null }, organisation, {
      ...known,
      kept: null,
      found: sets,
    });
    expect([scope.units, scope.respond]).toEqual([['ou-a'], ['ou-b']]);
  });

  it('are the whole organisation where nobody ever said another', () => {
    const scope = scopeOf({ units: null, respond: null }, organisation, {
      ...{ ...known, kept: null, found: new Map() },
    });
    expect([scope.units, scope.respond]).toEqual([['r-abcd'], []]);
  });
});
