// Plans made from the finding alone, as a replay shows them: calls that the action may really make, naming what the finding names.

import { describe, expect, it } from 'vitest';
import { actionFor, actions, planOf } from '../../../shared/respond/actions/index.ts';
import { permissionFor } from '../../../shared/respond/platform/session-policy.ts';
import { offlineCases } from './offline-cases.ts';
import { findingOn } from './round-trip.ts';

describe('without a platform', () => {
  it.each(offlineCases)('%s %#', (name, finding, calls) => {
    const plan = planOf(name, finding);
    expect(plan.words).not.toBe('');
    expect(plan.calls.map(({ operation }) => operation)).toEqual(calls.map(([operation]) => operation));
    for (const [index, [, parameters]] of calls.entries())
      expect(plan.calls[index]?.parameters).toMatchObject(parameters);
    for (const call of plan.calls) expect(actionFor(name)?.permissions).toContain(permissionFor(call));
  });

  it('every action has a plan, and telling people has no call', () => {
    const tested = new Set(offlineCases.map(([name]) => name));
    const without = actions.map(({ name }) => name).filter((name) => !tested.has(name));
    expect(without, 'add a case for each to test/respond/actions/offline-cases.ts').toEqual([]);
    expect(planOf('notify', findingOn({})).calls).toEqual([]);
  });
});
