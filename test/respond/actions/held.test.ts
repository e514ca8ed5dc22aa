// When actions leave things as they are, and that they say why.

import { describe, expect, it } from 'vitest';
import { actionFor, actions } from '../../../shared/respond/actions/index.ts';
import type { Action } from '../../../shared/respond/planning/action.ts';
import { permissionFor } from '../../../shared/respond/platform/session-policy.ts';
import { type FakeApi, fakeApi } from '../../gather/fake-api.ts';
import { heldCases } from './cases.ts';

const writes =
  /^(?:Put|Set|Update|Delete|Detach|Attach|Remove|Add|Revoke|Authorize|Modify|Stop|Start|Enable|Disable|Associate|Disassociate|Register|Create)/;

function onlyReads(action: Action | null, api: FakeApi): void {
  const needed = api.requests.map(permissionFor);
  expect(needed.filter((one) => action?.permissions.includes(one) !== true)).toEqual([]);
  expect(api.requests.filter(({ operation }) => writes.test(operation))).toEqual([]);
}

describe('an action holds back', () => {
  it.each(heldCases)('$action about $says', async ({ action, finding, answers, context, by, reason }) => {
    const api = fakeApi(answers);
    const held = await actionFor(action)?.prepare(finding, api, context);
    expect(held).toMatchObject({ ok: false, heldBy: by });
    expect(held?.ok === false && held.reason).toContain(reason);
    onlyReads(actionFor(action), api);
  });
});

it('every action never rejects, whatever AWS answers', async () => {
  for (const action of actions) {
    for (const { finding } of heldCases) {
      const prepared = await action.prepare(finding, fakeApi({}));
      expect(prepared.ok, action.name).toBe(false);
    }
  }
});
