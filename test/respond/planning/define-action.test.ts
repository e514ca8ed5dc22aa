// What defineAction makes of a description: where its calls go, and which former states it is shown.
import { describe, expect, it } from 'vitest';
import { actions } from '../../../shared/respond/actions/index.ts';
import { type ActionDescription, defineAction } from '../../../shared/respond/planning/define-action.ts';
import { none } from '../../../shared/respond/planning/offline.ts';
import { fakeApi } from '../../gather/fake-api.ts';
import { findingOn } from '../actions/round-trip.ts';

const nothing = { words: 'do nothing', calls: [], before: [], after: [], undo: [] };
const formerly = async () => ({ trust: {} });

async function prepared(change: Partial<ActionDescription>) {
  let hasFormer = false;
  const action = defineAction({
    ...{ name: 'restore-trust', group: 'access', restores: null, permissions: [], grants: [], limits: '' },
    ...{ reversible: null, scope: 'region', planOffline: () => none('nothing') },
    ...change,
    async plan(_finding, _planning, context) {
      hasFormer = context.formerly !== undefined;
      return nothing;
    },
  });
  const preparation = await action.prepare(findingOn({}), fakeApi({}), { formerly });
  return { hasFormer, plan: preparation.ok ? preparation.prepared : null };
}

describe('an action', () => {
  it('is sent to the Region of its finding, or to none', async () => {
    expect((await prepared({ scope: 'region' })).plan).toMatchObject({ region: 'eu-west-1' });
    expect((await prepared({ scope: 'account' })).plan).toMatchObject({ region: null });
    expect((await prepared({ scope: () => 'account' })).plan).toMatchObject({
      ...{ account: '123456789012', region: null },
    });
  });

  it('may what it reads with and what it is granted, each once, and not what its evidence is read with', () => {
    const { permissions } = defineAction({
      ...{ name: 'restore-trust', group: 'access', restores: null, limits: '', reversible: null },
      ...{ permissions: ['iam:GetRole', 'iam:GetUser'], scope: 'account' },
      grants: [
        { allows: ['iam:UpdateRole', 'iam:GetUser'], on: ['iam:role/*'] },
        { allows: ['logs:GetLogEvents'], on: ['logs:log-group:*'] },
      ],
      evidence: { permissions: ['logs:GetLogEvents'], isNeeded: () => false, gather: async () => {} },
      ...{ plan: async () => nothing, planOffline: () => none('nothing') },
    });
    expect(permissions).toEqual(['iam:GetRole', 'iam:GetUser', 'iam:UpdateRole']);
  });

  it('sees a former state only where it says what it restores', async () => {
    expect((await prepared({ restores: null })).hasFormer).toBe(false);
    expect((await prepared({ restores: 'trust' })).hasFormer).toBe(true);
  });

  it('says what it restores where its limits speak of what was kept', () => {
    const speaking = actions.filter(({ limits }) => /\bkept (?:policy|state)|was kept\b/.test(limits));
    expect(speaking.length).toBeGreaterThan(2);
    for (const { name, restores } of speaking) expect([name, restores]).not.toEqual([name, null]);
  });
});
