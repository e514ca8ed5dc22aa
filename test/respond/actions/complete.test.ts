// Each action is tried: from the finding alone, where it leaves things alone, and through a round trip.
import { describe, expect, it } from 'vitest';
import { tripsOf } from '../../../scripts/generate/testing-page.ts';
import { actionFor, actions } from '../../../shared/respond/actions/index.ts';
import { allCases } from './cases.ts';
import { action as actionNamed } from './moto.ts';
import { roundTrip } from './round-trip.ts';

const names = actions.map(({ name }) => name);
const tried = new Map(allCases.map((cases) => [cases.action, cases]));

describe('every action', () => {
  it('has its cases, and they lie under its name', () => {
    expect([...tried.keys()].toSorted(), 'write test/respond/actions/cases/<name>.ts').toEqual(
      names.toSorted(),
    );
  });

  it.each(names)('%s has cases without a platform, and where it leaves things alone', (name) => {
    const { offline = [], held = [] } = tried.get(name) ?? {};
    expect([offline.length > 0, held.length > 0]).toEqual([true, true]);
  });

  it('has a round trip', () => {
    const without = tripsOf('.', names).filter(({ files }) => files.flat().length === 0);
    expect(
      without.map(({ action }) => action),
      'write `trips` in its cases, or a test in test/integration/respond-actions-*-moto.test.ts',
    ).toEqual([]);
    expect(tripsOf('.', ['no-action'])[0]?.files.flat()).toEqual([]);
  });
});

const trips = allCases.flatMap(({ action, trips: told = {} }) =>
  Object.entries(told).map(([says, start]) => ({ action, says, start })),
);

describe('a round trip', () => {
  it.each(trips)('$action $says', async ({ action, start }) => {
    const prepared = await roundTrip({ action: actionNamed(action), ...start() });
    expect(prepared.calls.length).toBeGreaterThan(0);
    expect(actionFor(action)?.reversible === null).toBe(prepared.undo.length === 0);
  });
});
