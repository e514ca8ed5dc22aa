// Finding ▸ message ▸ Approve ▸ response runs ▸ message updated ▸ Undo ▸ message updated: with the engine itself.

import { afterEach, expect, it } from 'vitest';
import { passOn } from '../../../functions/wiring/notify/passed-on.ts';
import { readAnswers } from '../../../functions/wiring/notify/slack-responses.ts';
import { memoryStore } from '../../../shared/findings/memory.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import type { Decision } from '../../../shared/people/decision.ts';
import { type Person, slackPerson } from '../../../shared/people/person.ts';
import { readDecision } from '../../../shared/respond/decisions/log.ts';
import { takeDecision } from '../../../shared/respond/decisions/take-decision.ts';
import { respond } from '../../../shared/respond/engine/engine.ts';
import { readJournal } from '../../../shared/respond/journal/journal.ts';
import { responsesIn } from '../../../shared/respond/journal/progress.ts';
import { plainSealer } from '../../../shared/respond/journal/sealer.ts';
import { benchOf, seen } from '../../respond/world.ts';
import { asking } from './asking.ts';
import { press, type World } from './fixtures.ts';

let at: World | null = null;
afterEach(() => at?.stop());

async function asked() {
  const made = await asking({ actor: 'arn:aws:sts::111122223333:assumed-role/sso/eve@acme.test' });
  at = made.opened;
  return made;
}

it('Approve runs the response once two people agree, Undo takes it back; the message tells each step', async () => {
  const { bench, opened, shown, pressed } = await asked();
  expect(shown()).toContain('seawall.approve');
  expect(bench.world.values.get('web')).toBe('bad');
  expect(await pressed('Approve', 'U0EVE')).toEqual(['refused']);
  expect(await pressed('Approve')).toEqual(['half']);
  expect(opened.fake.whispers.at(-1)?.text).toContain('second person');
  expect(bench.world.values.get('web')).toBe('bad');
  expect(await pressed('Approve', 'U0LEE')).toEqual(['decided']);
  expect(bench.world.values.get('web')).toBe('good');
  expect(shown()).toContain('*Approved* by <@U0LEE>');
  expect(shown()).toContain('seawall.undo');
  expect(shown()).not.toContain('seawall.approve');
  expect(await pressed('Undo')).toEqual(['half']);
  expect(shown()).toContain('*Undo requested (1 of 2):* <@U0KIM>');
  expect(await pressed('Undo', 'U0LEE')).toEqual(['decided']);
  expect(bench.world.values.get('web')).toBe('bad');
  expect(shown()).toContain('*Undone* by <@U0LEE> with <@U0KIM>');
  expect(shown()).not.toContain('seawall.undo');
  expect(opened.fake.tops()).toHaveLength(1);
});

it('Deny ends the request, and a second press is explained', async () => {
  const { bench, opened, shown, pressed } = await asked();
  const late = press(opened.fake.tops()[0], 'Deny');
  // It is critical, and nobody can tell that the one who denies is not the one who caused it.
  expect(await pressed('Deny')).toEqual(['half']);
  expect(shown()).toContain('*Deny requested (1 of 2):* <@U0KIM>');
  expect(await pressed('Deny', 'U0LEE')).toEqual(['decided']);
  expect(shown()).toContain('*Denied* by <@U0LEE> with <@U0KIM>');
  expect(shown()).not.toContain('seawall.approve');
  await opened.receive({ body: late });
  expect(await opened.work()).toEqual(['no-effect']);
  expect(opened.fake.whispers.at(-1)?.text).toContain('nothing to deny');
  expect(bench.world.values.get('web')).toBe('bad');
});

const person = (user: string): Person =>
  slackPerson({ user, email: `${user.toLowerCase()}@acme.test`, confirmed: true, groups: ['S0SEC'] });

/** As Slack is answered: weighed, written down, and pointed at. */
async function passing(mode: 'approve' | 'enforce') {
  const store = memoryStore();
  const bench = benchOf({ store, settings: { mode, respond: { approvers: ['slack-group:S0SEC'] } } });
  const change = await seen(store, { mode, actor: 'x' });
  if (change === null) throw new Error('nothing was told');
  await respond(change, bench.parts);
  const { id } = change.finding;
  const [progress] = responsesIn(await readJournal(store, id));
  const sent: JsonObject[] = [];
  const now = () => bench.clock.now;
  const pass = passOn({
    store,
    policy: bench.parts.policy,
    seal: null,
    now,
    send: async (one) => void sent.push(one),
  });
  const decide = (kind: Decision['kind'], user: string, other: Partial<Decision> = {}) =>
    pass({
      ...{ kind, finding: id, occurrence: 0, until: null, reason: null, person: person(user) },
      response: progress?.response ?? null,
      plan: progress?.planHash ?? null,
      at: new Date(bench.clock.now).toISOString(),
      ...other,
    });
  /** What respond makes of the newest message. */
  const carriedOut = async () => {
    const decision = await readDecision(store, { finding: id, seq: sent.length }, plainSealer);
    return decision === null ? null : takeDecision(decision, bench.parts);
  };
  return { store, bench, change, sent, decide, carriedOut, id };
}

it('an approval where Slack is answered is passed on, and carried out by whoever responds', async () => {
  const { bench, sent, decide, carriedOut, id } = await passing('approve');
  expect(await decide('approve', 'U0KIM')).toMatchObject({ outcome: 'half' });
  expect(await carriedOut()).toMatchObject({ outcome: 'half' });
  expect(await decide('approve', 'U0LEE')).toMatchObject({ outcome: 'decided' });
  expect(bench.world.effects).toEqual([]);
  expect(sent).toEqual([
    { version: 1, place: { finding: id, seq: 1 } },
    { version: 1, place: { finding: id, seq: 2 } },
  ]);
  expect(await carriedOut()).toMatchObject({ outcome: 'decided' });
  expect(bench.world.effects).toEqual(['web=good']);
});

it('an undo where Slack is answered is carried out by whoever responds, who looks and tells what came of it', async () => {
  const { store, bench, change, decide, carriedOut } = await passing('enforce');
  expect(bench.world.effects).toEqual(['web=good']);
  expect(await decide('undo', 'U0KIM')).toMatchObject({ outcome: 'half' });
  await carriedOut();
  bench.world.values.set('web', 'other');
  expect(await decide('undo', 'U0LEE')).toMatchObject({ outcome: 'decided' });
  expect(await carriedOut()).toMatchObject({
    outcome: 'no-effect',
    words: expect.stringContaining('changed since'),
  });
  expect(bench.notices.at(-1)).toMatchObject({
    kind: 'decided',
    text: expect.stringContaining('changed since'),
  });
  expect((await readAnswers(store, change.finding, '')).at(-2)).toMatchObject({ kind: 'undo-refused' });
  bench.world.values.set('web', 'good');
  expect(await decide('undo', 'U0LEE')).toMatchObject({ outcome: 'decided' });
  expect(await carriedOut()).toMatchObject({ outcome: 'decided' });
  expect(bench.world.values.get('web')).toBe('bad');
  expect((await readAnswers(store, change.finding, '')).at(-1)).toMatchObject({
    kind: 'undone',
    by: 'slack:U0LEE (u0lee@acme.test) with slack:U0KIM (u0kim@acme.test)',
  });
  expect((await store.get(change.finding.id))?.decided.remediating).toBeNull();
});
