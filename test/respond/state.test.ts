// Comparing kept state with what is there now.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../shared/model/json.ts';
import type { Kept } from '../../shared/respond/planning/action.ts';
import { compareKept, partsOf, sameState, stateNow, tookEffect } from '../../shared/respond/state/compare.ts';
import { fakeApi } from '../gather/fake-api.ts';

const place = { account: '111122223333', region: 'eu-west-1' };
const call = (service: string, operation: string) => ({ service, operation, parameters: {} });
const policy = (action: Json, principal: Json = { AWS: ['a', 'b'] }): Json => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: principal, Action: action }],
});

describe('sameState', () => {
  it('takes policies for what they say', () => {
    expect(sameState(policy('s3:*'), policy(['s3:*'], { AWS: ['b', 'a'] }))).toBe(true);
    expect(sameState(policy('s3:*'), { ...(policy('s3:*') as object), Statement: [] })).toBe(false);
    expect(sameState({ trust: policy('s3:*') }, { trust: policy('s3:Get*') })).toBe(false);
  });

  it('compares what is no policy as it is', () => {
    expect(sameState({ Statement: 'x' }, { Statement: 'y' })).toBe(false);
    expect(sameState({ a: [1, 2] }, { a: [2, 1] })).toBe(false);
    expect(sameState({ a: 1, b: null }, { b: null, a: 1 })).toBe(true);
  });

  it('is an equivalence that tells different values apart', () => {
    const scalars = fc.oneof(fc.integer(), fc.boolean(), fc.string());
    fc.assert(
      fc.property(fc.dictionary(fc.string(), scalars), fc.string(), (state, extra) => {
        expect(sameState(state, { ...state })).toBe(true);
        if (!Object.hasOwn(state, extra)) expect(sameState(state, { ...state, [extra]: 1 })).toBe(false);
      }),
    );
  });

  it('ends on documents nested deeper than the call stack', () => {
    let deep: Json = 'end';
    for (let n = 0; n < 50_000; n++) deep = [deep];
    expect(sameState(deep, deep)).toBe(true);
  });
});

describe('stateNow', () => {
  it('has no parts of what is gone, and fails where nobody may look', async () => {
    const api = fakeApi({ 'iam.GetRole': 'not-found', 'iam.GetUser': 'denied' });
    expect(await stateNow(call('iam', 'GetRole'), place, api)).toEqual({ ok: true, parts: {} });
    expect(await stateNow(call('iam', 'GetUser'), place, api)).toMatchObject({ ok: false, code: 'denied' });
    expect(await stateNow(call('iam', 'toString'), place, api)).toMatchObject({ ok: false, code: 'failed' });
  });

  it('reads lists to their end, hostile names included', async () => {
    const api = fakeApi({
      'iam.ListGroupsForUser': ({ Marker }) =>
        Marker === undefined
          ? { Groups: [{ GroupName: 'a' }, { GroupName: 7 }], Marker: 'm' }
          : { Groups: [{ GroupName: '__proto__' }] },
    });
    const now = await stateNow(call('iam', 'ListGroupsForUser'), place, api);
    const parts = now.ok ? now.parts : {};
    expect(Object.keys(parts)).toEqual(['a', '__proto__']);
    expect(partsOf(parts, ['a', '__proto__', 'toString'])).toEqual(
      Object.fromEntries([
        ['a', true],
        ['__proto__', true],
        ['toString', null],
      ]),
    );
  });
});

describe('compareKept', () => {
  const kept = (state: Json): Kept => ({ what: 'groups', read: call('iam', 'ListGroupsForUser'), state });

  it('sees only the parts that were kept', async () => {
    const api = fakeApi({ 'iam.ListGroupsForUser': { Groups: [{ GroupName: 'a' }, { GroupName: 'b' }] } });
    expect(await compareKept([kept({ a: true, c: null })], place, api)).toEqual({
      ok: true,
      differences: [],
    });
    expect(await compareKept([kept({ a: null }), kept({ c: true })], place, api)).toEqual({
      ok: true,
      differences: [
        { what: 'groups', kept: { a: null }, found: { a: true } },
        { what: 'groups', kept: { c: true }, found: { c: null } },
      ],
    });
  });

  it('says why it could not look', async () => {
    const api = fakeApi({ 'iam.ListGroupsForUser': 'throttled' });
    expect(await compareKept([kept({})], place, api)).toMatchObject({ ok: false, code: 'throttled' });
  });
});

it('takes a thing that is gone for taken away, and nothing else', () => {
  expect(tookEffect(call('iam', 'DetachRolePolicy'), 'not-found')).toBe(true);
  expect(tookEffect(call('iam', 'DetachRolePolicy'), 'denied')).toBe(false);
  expect(tookEffect(call('iam', 'PutRolePolicy'), 'not-found')).toBe(false);
});
