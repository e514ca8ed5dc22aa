// Plans made from the finding alone, as a replay shows them: calls that the action may really make, naming what the finding names.

import { describe, expect, it } from 'vitest';
import { actionFor, planOf } from '../../../shared/respond/actions/index.ts';
import { permissionFor } from '../../../shared/respond/platform/session-policy.ts';
import { offlineCases } from './cases.ts';
import { findingOn } from './round-trip.ts';

describe('without a platform', () => {
  it.each(offlineCases)('$action %#', ({ action, finding, calls }) => {
    const plan = planOf(action, finding);
    expect(plan.words).not.toBe('');
    expect(plan.calls.map(({ operation }) => operation)).toEqual(calls.map(([operation]) => operation));
    for (const [index, [, parameters]] of calls.entries())
      expect(plan.calls[index]?.parameters).toMatchObject(parameters);
    for (const call of plan.calls) expect(actionFor(action)?.permissions).toContain(permissionFor(call));
  });

  it('telling people has no call', () => {
    expect(planOf('notify', findingOn({})).calls).toEqual([]);
  });
});
