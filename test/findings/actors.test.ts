// Everybody who had a hand in a finding is kept, whatever is seen later and in whatever order.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findingOf } from '../../shared/findings/finding.ts';
import { lookOf } from '../../shared/findings/look.ts';
import { newRow, type Row } from '../../shared/findings/row.ts';
import { nothingSeen, see } from '../../shared/findings/sightings.ts';
import { actorOf } from '../../shared/intake/events/actor.ts';
import { type FindingActor, findingActor } from '../../shared/model/actor.ts';
import { context, looked } from './fixtures.ts';

const user = (name: string): FindingActor => ({
  arn: `arn:aws:iam::111122223333:user/${name}`,
  ...{ session: null, sessionName: null, sourceIdentity: null, directoryUser: null },
});

/** What each step saw: who caused a fail, nobody known, or that nothing was wrong. */
type Seen = string | null | 'pass';

function rowOf(steps: readonly Seen[]): Row {
  const looks = steps.map((step, index) =>
    lookOf(
      step === 'pass'
        ? looked('pass', index)
        : looked('fail', index, { actor: null, who: step === null ? null : user(step) }),
    ),
  );
  const [first] = looks;
  if (first === undefined) throw new Error('nothing was seen');
  const seen = looks.reduce((all, { sight }) => see(all, sight), nothingSeen);
  return { ...newRow(first), seen };
}

function namesAfter(...steps: readonly Seen[]): readonly string[] {
  const finding = findingOf(rowOf(steps), context());
  return (finding?.actors ?? []).map(({ arn }) => arn.split('/').at(-1) ?? '');
}

describe('actors of a finding', () => {
  it('are all kept, the newest first', () => {
    expect(namesAfter('kim', 'lee', 'kim')).toEqual(['kim', 'lee']);
  });

  it('are not erased by an event that tells none', () => {
    expect(namesAfter('kim', null, null)).toEqual(['kim']);
    expect(namesAfter(null, 'kim', null)).toEqual(['kim']);
  });

  it('are those since it was last cleared', () => {
    expect(namesAfter('kim', 'pass', 'lee')).toEqual(['lee']);
    expect(namesAfter('kim', 'lee', 'pass')).toEqual(['lee', 'kim']);
  });

  it('are the former ones where nobody knows who brought it back', () => {
    expect(namesAfter('kim', 'pass', null)).toEqual(['kim']);
  });

  it('are twenty at most, and a finding says that there were more', () => {
    const many = Array.from({ length: 25 }, (_, index) => `u${index}`);
    const finding = findingOf(rowOf(many), context());
    expect(finding?.actors).toHaveLength(20);
    expect(finding?.actors[0]?.arn).toContain('u24');
    expect(finding?.moreActors).toBe(true);
    expect(findingOf(rowOf(many.slice(0, 20)), context())?.moreActors).toBe(false);
  });

  it('come out of rows that were written before all were kept', () => {
    const { actors: _, ...before } = rowOf(['kim']).seen;
    const session = 'AROAEXAMPLE:kim@acme.test';
    const old = lookOf(looked('fail', 0, { actor: 'arn:aws:iam::111122223333:role/dev', session }));
    const row: Row = {
      ...newRow(old),
      seen: { ...before, fail: old.sight.outcome === 'fail' ? old.sight : null },
    };
    expect(findingOf(row, context())?.actors).toMatchObject([{ session, sessionName: 'kim@acme.test' }]);
    const later = see(row.seen, lookOf(looked('fail', 5, { actor: null, who: user('lee') })).sight);
    expect(findingOf({ ...row, seen: later }, context())?.actors).toMatchObject([user('lee'), { session }]);
  });

  it('are cut where their names are longer than any of AWS', () => {
    const long = { ...user('kim'), sessionName: 'x'.repeat(100_000) };
    const look = lookOf(looked('fail', 0, { who: long }));
    const row = { ...newRow(look), seen: see(nothingSeen, look.sight) };
    expect(JSON.stringify(row).length).toBeLessThan(20_000);
  });

  it('are the same in every order, with repetition, and however many', () => {
    const step = fc.record({ at: fc.integer({ min: 0, max: 30 }), name: fc.integer({ min: 0, max: 40 }) });
    const sights = (steps: readonly { at: number; name: number }[]) =>
      steps.map(({ at, name }) => lookOf(looked('fail', at, { who: user(`u${name}`) })).sight);
    const once = fc.array(step, { minLength: 1, maxLength: 80, size: 'max' });
    const twoWays = once.chain((steps) =>
      fc.tuple(
        fc.constant(steps),
        fc.shuffledSubarray([...steps, ...steps], { minLength: steps.length * 2 }),
      ),
    );
    fc.assert(
      fc.property(twoWays, ([steps, again]) => {
        const one = sights(steps).reduce(see, nothingSeen);
        const other = sights(again).reduce(see, nothingSeen);
        expect(other.actors).toEqual(one.actors);
      }),
    );
  });
});

describe('what is kept of an actor', () => {
  const traits = { sourceAddress: null, userAgent: null, additional: null };
  const of = (identity: Parameters<typeof actorOf>[0]) => findingActor(actorOf(identity, traits, null));
  const role = 'arn:aws:iam::111122223333:role/dev';
  const session = {
    type: 'AssumedRole',
    principalId: 'AROAEXAMPLE:kim@acme.test',
    arn: 'arn:aws:sts::111122223333:assumed-role/dev/kim@acme.test',
    sessionContext: { sessionIssuer: { arn: role }, sourceIdentity: 'kim' },
  };

  it('tells the session, the source identity and the user of Identity Center', () => {
    expect(of({ ...session, onBehalfOf: { userId: 'u-1' } })).toEqual({
      arn: role,
      session: 'AROAEXAMPLE:kim@acme.test',
      sessionName: 'kim@acme.test',
      sourceIdentity: 'kim',
      directoryUser: 'u-1',
    });
  });

  it('tells the session by its ARN where nothing else does', () => {
    const { principalId: _, ...bare } = session;
    expect(of(bare)).toMatchObject({ session: null, sessionName: 'kim@acme.test' });
  });

  it('tells no session of a user, nor of nobody', () => {
    const kim = { type: 'IAMUser', principalId: 'AIDAX', arn: user('kim').arn, userName: 'kim' };
    expect(of(kim)).toEqual(user('kim'));
    expect(of(null)).toMatchObject({ arn: 'unknown', session: null, sessionName: null });
  });
});
