// Finding ▸ message ▸ Approve ▸ response runs ▸ message updated ▸ Undo ▸ message updated: with the engine itself.
import { afterEach, expect, it, vi } from 'vitest';
import { queuedDecisions } from '../../functions/support/notify/slack-approvals.ts';
import {
  engineDecisions,
  journalledAnswers,
  journalledResponse,
} from '../../functions/support/notify/slack-responses.ts';
import { toldIn } from '../../functions/support/notify/told.ts';
import { takeBack } from '../../functions/support/respond/responder.ts';
import { undoIn } from '../../functions/support/respond/undo-asked.ts';
import type { JsonObject } from '../../shared/model/json.ts';
import { memoryStore } from '../../shared/record/memory.ts';
import { respond } from '../../shared/respond/engine.ts';
import { benchOf, seen, start } from '../respond/world.ts';
import { press, type World, world } from './fixtures.ts';

let at: World | null = null;
afterEach(() => at?.stop());

async function asked() {
  const store = memoryStore();
  const approvers = ['slack-group:S0SEC'];
  const bench = benchOf({ store, settings: { mode: 'approve', respond: { approvers } } });
  const opened = await world({
    ...{ store, start },
    decisions: engineDecisions(bench.parts, true),
    showing: {
      responseOf: (finding) => journalledResponse(store, finding),
      answersOf: (finding) => journalledAnswers(store, finding),
    },
  });
  at = opened;
  const change = await seen(store, {
    mode: 'approve',
    actor: 'arn:aws:sts::111122223333:assumed-role/sso/eve@acme.test',
  });
  if (change === null) throw new Error('nothing was told');
  await respond(change, bench.parts);
  await opened.deliver([change]);
  const shown = () => `${opened.fake.tops()[0]?.text} ${JSON.stringify(opened.fake.tops()[0]?.blocks)}`;
  const pressed = async (words: string, user = 'U0KIM') => {
    opened.pass(5000);
    await opened.receive({ body: press(opened.fake.tops()[0], words, { user }) });
    return opened.work();
  };
  return { bench, opened, shown, pressed };
}

it('Approve runs the response once two people agree, Undo takes it back; the message tells each step', async () => {
  const { bench, opened, shown, pressed } = await asked();
  expect(shown()).toContain('seawall.approve');
  expect(bench.world.values.get('web')).toBe('bad');
  expect(await pressed('Approve', 'U0EVE')).toEqual(['refused']);
  expect(await pressed('Approve')).toEqual(['decided']);
  expect(opened.fake.whispers.at(-1)?.text).toContain('second person');
  expect(bench.world.values.get('web')).toBe('bad');
  expect(await pressed('Approve', 'U0LEE')).toEqual(['decided']);
  expect(bench.world.values.get('web')).toBe('good');
  expect(shown()).toContain('*Approved* by <@U0LEE>');
  expect(shown()).toContain('seawall.undo');
  expect(shown()).not.toContain('seawall.approve');
  expect(await pressed('Undo')).toEqual(['decided']);
  expect(bench.world.values.get('web')).toBe('bad');
  expect(shown()).toContain('*Undone* by <@U0KIM>');
  expect(shown()).not.toContain('seawall.undo');
  expect(opened.fake.tops()).toHaveLength(1);
});

it('Deny ends the request, and a second press is explained', async () => {
  const { bench, opened, shown, pressed } = await asked();
  const late = press(opened.fake.tops()[0], 'Deny');
  expect(await pressed('Deny')).toEqual(['decided']);
  expect(shown()).toContain('*Denied* by <@U0KIM>');
  expect(shown()).not.toContain('seawall.approve');
  await opened.receive({ body: late });
  expect(await opened.work()).toEqual(['no-effect']);
  expect(opened.fake.whispers.at(-1)?.text).toContain('nothing to deny');
  expect(bench.world.values.get('web')).toBe('bad');
});

it('an approval where Slack is answered is written down, and carried out by whoever responds', async () => {
  const store = memoryStore();
  const settings = { mode: 'approve', respond: { approvers: ['slack-group:S0SEC'] } };
  const bench = benchOf({ store, settings });
  const change = await seen(store, { mode: 'approve', actor: 'x' });
  if (change === null) throw new Error('nothing was told');
  await respond(change, bench.parts);
  const sent: { to: string; event: JsonObject }[] = [];
  const send = async (to: string, event: JsonObject) => void sent.push({ to, event });
  const { approve } = queuedDecisions({ store, policy: bench.parts.policy, send });
  const deciding = { finding: change.finding, groups: ['S0SEC'], now: change.at, reason: null, until: null };
  const [first, second] = ['U0KIM', 'U0LEE'].map((user) => ({ ...deciding, user, by: `slack:${user}` }));
  vi.useFakeTimers({ now: start, toFake: ['Date'] });
  const answers = [first && (await approve?.(first)), second && (await approve?.(second))];
  vi.useRealTimers();
  expect(answers).toMatchObject([{ done: true }, { done: true }]);
  expect(bench.world.effects).toEqual([]);
  expect(sent.at(-1)?.to).toBe('respond');
  const told = toldIn(JSON.stringify(sent.at(-1)?.event), 'm1');
  if (!('change' in told)) throw new Error('no change was sent');
  await respond(told.change, bench.parts);
  expect(bench.world.effects).toEqual(['web=good']);
});

it('an undo where Slack is answered is asked of respond, which looks and tells what came of it', async () => {
  const store = memoryStore();
  const settings = { mode: 'enforce', respond: { approvers: ['slack-user:U0KIM'] } };
  const bench = benchOf({ store, settings });
  const change = await seen(store, { mode: 'enforce', actor: 'x' });
  if (change === null) throw new Error('nothing was told');
  const sent: JsonObject[] = [];
  const send = async (_: string, event: JsonObject) => void sent.push(event);
  const { undo: asking } = queuedDecisions({ store, policy: bench.parts.policy, send });
  const who = { user: 'U0KIM', groups: [], by: 'slack:U0KIM (kim@acme.test)', reason: null, until: null };
  const deciding = { finding: change.finding, now: change.at, ...who };
  expect(await asking?.(deciding)).toMatchObject({ done: false });
  await respond(change, bench.parts);
  expect(bench.world.effects).toEqual(['web=good']);
  expect(await asking?.(deciding)).toMatchObject({ done: true });
  const asked = undoIn(sent[0]);
  expect(asked).toMatchObject({ name: 'slack:U0KIM (kim@acme.test)', groups: [] });
  expect([undoIn(null), undoIn({ detail: { undo: { response: 1 } } })]).toEqual([null, null]);
  bench.world.values.set('web', 'other');
  expect(await takeBack(asked ?? never(), bench.parts)).toBeNull();
  expect(bench.notices.at(-1)).toMatchObject({
    kind: 'refused',
    finding: change.finding.id,
    text: expect.stringContaining('changed since'),
  });
  expect((await journalledAnswers(store, change.finding)).at(-1)).toMatchObject({ kind: 'undo-refused' });
  bench.world.values.set('web', 'good');
  expect(await takeBack(asked ?? never(), bench.parts)).not.toBeNull();
  expect(bench.world.values.get('web')).toBe('bad');
  expect((await journalledAnswers(store, change.finding)).at(-1)).toMatchObject({
    kind: 'undone',
    by: 'slack:U0KIM (kim@acme.test)',
  });
  expect((await store.get(change.finding.id))?.decided.remediating).toBeNull();
});

it('a person whom the policy names may approve, another may not', async () => {
  const store = memoryStore();
  const settings = { mode: 'approve', respond: { approvers: ['slack-user:U0KIM'] } };
  const bench = benchOf({ store, settings });
  const change = await seen(store, { mode: 'approve', actor: 'x' });
  if (change === null) throw new Error('nothing was told');
  await respond(change, bench.parts);
  const { approve } = engineDecisions(bench.parts, true);
  const by = (user: string) => {
    const who = { user, groups: [], by: `slack:${user} (x@acme.test)`, reason: null, until: null };
    return approve?.({ finding: change.finding, now: change.at, ...who });
  };
  expect(await by('U0KIMX')).toMatchObject({ done: false });
  expect(await by('U0KIM')).toMatchObject({ done: true });
});

function never(): never {
  throw new Error('there is nothing');
}
