// The attack table of decisions in Slack: people who may not, one who is two, and plans that nobody was shown.

import { afterEach, describe, expect, it } from 'vitest';
import { recordDecision } from '../../../shared/findings/record.ts';
import { awsPerson } from '../../../shared/people/person.ts';
import { approve } from '../../../shared/respond/decisions/approval.ts';
import { waitingIn } from '../../../shared/respond/decisions/case.ts';
import { respond } from '../../../shared/respond/engine/engine.ts';
import { lookAt } from '../../../shared/respond/engine/look-at.ts';
import { readJournal } from '../../../shared/respond/journal/journal.ts';
import { minute } from '../../findings/fixtures.ts';
import { benchOf, broken, mendingAction } from '../../respond/world.ts';
import { policyFrom } from '../../support/judging.ts';
import { type Asked, asking } from './asking.ts';
import { press, waiver } from './fixtures.ts';
import { buttonOf } from './server.ts';

describe('who caused a finding decides nothing about it', () => {
  let asked: Asked | null = null;
  afterEach(() => asked?.opened.stop());
  const account = '111122223333';
  const inRole = (role: string, name: string, more: object = {}) => ({
    arn: `arn:aws:iam::${account}:role/${role}`,
    session: `AROAEXAMPLE:${name}`,
    sessionName: name,
    ...{ sourceIdentity: null, directoryUser: null, ...more },
  });
  const sso = 'aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0123456789abcdef';
  const causes: Readonly<Record<string, Parameters<typeof asking>[0]>> = {
    'through Identity Center': { who: inRole(sso, 'kim@acme.test') },
    'through a role, with the address for a name': { who: inRole('Developer', 'Kim@acme.test') },
    'through a role, by the source identity': {
      who: inRole('Developer', 'ci', { sourceIdentity: 'kim@acme.test' }),
    },
    'as a user of IAM': { actor: `arn:aws:iam::${account}:user/kim@acme.test` },
    'as a user of Kubernetes': { actor: 'oidc:kim@acme.test' },
  };

  it.each(Object.keys(causes))('%s: high or critical, approve, deny, acknowledge, waive', async (name) => {
    for (const severity of ['high', 'critical'] as const) {
      asked = await asking({ ...causes[name], severity });
      for (const words of ['Approve', 'Deny', 'Acknowledge'])
        expect([words, await asked.pressed(words)]).toEqual([words, ['refused']]);
      await asked.opened.receive({ body: waiver(asked.top(), 'U0KIM', 'because I can') });
      expect(await asked.opened.work()).toEqual(['refused']);
      expect(asked.whispered()).toContain('guardrail 0');
      expect(asked.bench.world.effects).toEqual([]);
      await asked.opened.stop();
    }
  });

  it('also where an event that tells nobody came after', async () => {
    asked = await asking({ severity: 'high', actor: `arn:aws:iam::${account}:user/kim@acme.test` });
    await asked.opened.see({ severity: 'high', actor: null, eventId: 'task event', asOf: minute(2) });
    expect((await asked.store.get(asked.change.finding.id))?.seen.fail?.detail.actor).toBeNull();
    expect(await asked.pressed('Approve')).toEqual(['refused']);
    expect(asked.whispered()).toContain('guardrail 0');
  });

  it('nor undoes what was done about it', async () => {
    asked = await asking({ mode: 'enforce', severity: 'high', who: inRole(sso, 'kim@acme.test') });
    expect(asked.bench.world.effects).toEqual(['web=good']);
    expect(await asked.pressed('Undo')).toEqual(['refused']);
    expect(asked.bench.world.effects).toEqual(['web=good']);
  });

  it('and somebody else of the same local name, user or role does', async () => {
    for (const actor of [`arn:aws:iam::${account}:user/kim`, `arn:aws:iam::${account}:role/kim`, 'kim']) {
      asked = await asking({ severity: 'high', actor });
      expect([actor, await asked.pressed('Approve')]).toEqual([actor, ['decided']]);
      await asked.opened.stop();
    }
  });
});

describe('two people are never one', () => {
  let asked: Asked | null = null;
  afterEach(() => asked?.opened.stop());

  it('who changes the address between two presses', async () => {
    const users = {
      U0EVE: { email: 'eve@acme.test' } as { email: string; confirmed?: boolean },
      U0LEE: { email: 'lee@acme.test' },
    };
    asked = await asking({ secondPerson: true, fake: { users, groups: { S0SEC: ['U0EVE', 'U0LEE'] } } });
    expect(await asked.pressed('Approve', 'U0EVE')).toEqual(['half']);
    for (const email of ['eva@acme.test', 'lee@acme.test', 'somebody@else.test']) {
      users.U0EVE = { email, confirmed: email.startsWith('eva') };
      expect([email, await asked.pressed('Approve', 'U0EVE')]).toEqual([email, ['half']]);
    }
    expect(asked.bench.world.effects).toEqual([]);
    expect(await asked.pressed('Approve', 'U0LEE')).toEqual(['decided']);
  });

  it('in Slack and on the command line', async () => {
    asked = await asking({ secondPerson: true });
    expect(await asked.pressed('Approve', 'U0KIM')).toEqual(['half']);
    const approvers = ['slack-group:S0SEC', 'arn:aws:sts::*:assumed-role/AWSReservedSSO_*'];
    const policy = policyFrom({ mode: 'approve', respond: { approvers, 'second-person': true } });
    const parts = { ...asked.bench.parts, policy };
    const onCommandLine = (name: string) =>
      awsPerson(`arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Sec_0123456789abcdef/${name}`);
    const id = `${asked.change.finding.id}-0`;
    expect(await approve(id, onCommandLine('KIM@acme.test'), parts)).toMatchObject({ half: true });
    // Somebody else, as far as anybody can tell, but nobody can: the two systems do not know each other's people.
    expect(await approve(id, onCommandLine('lee@acme.test'), parts)).toMatchObject({ half: true });
    expect(asked.bench.world.effects).toEqual([]);
    expect(await approve(id, onCommandLine('sam@acme.test'), parts)).toMatchObject({ ok: true });
    expect(asked.bench.world.effects).toEqual(['web=good']);
  });
});

describe('who may not approve holds nothing back', () => {
  let asked: Asked | null = null;
  afterEach(() => asked?.opened.stop());

  it('by acknowledging what waits for approvers', async () => {
    asked = await asking({ severity: 'high' });
    expect(await asked.pressed('Acknowledge', 'U0EVE')).toEqual(['decided']);
    expect(asked.shown()).toContain('*Acknowledged* by <@U0EVE>');
    expect(asked.shown()).toContain('seawall.approve');
    expect(await asked.pressed('Approve')).toEqual(['decided']);
    expect(asked.bench.world.effects).toEqual(['web=good']);
  });

  it('nor before it is planned, nor where policy acts by itself', async () => {
    for (const mode of ['approve', 'enforce'] as const) {
      const bench = benchOf({ settings: { mode, respond: { approvers: ['slack-group:S0SEC'] } } });
      const { finding } = await broken(bench, { mode, severity: 'high' });
      const seenIt = { kind: 'acknowledge', by: 'slack:U0EVE', reason: null, approver: false } as const;
      const view = { ...bench.parts.view, now: new Date(bench.clock.now).toISOString(), replayed: false };
      await recordDecision(bench.store, finding.id, seenIt, view);
      expect(await lookAt(finding.id, bench.parts)).toMatchObject({
        response: { outcome: mode === 'enforce' ? 'done' : 'awaiting-approval' },
      });
    }
  });

  it('nor by closing an incident to which a response waits', async () => {
    asked = await asking({ severity: 'high', life: 'incident' });
    expect(await asked.pressed('Acknowledge', 'U0EVE')).toEqual(['refused']);
    expect(asked.whispered()).toContain('waits for its approvers');
    expect(await asked.pressed('Approve')).toEqual(['decided']);
    expect(asked.bench.world.effects).toEqual(['web=good']);
  });

  it('while an approver who acknowledges holds what nobody has approved', async () => {
    const bench = benchOf({ settings: { mode: 'enforce' } });
    const { finding } = await broken(bench, { severity: 'high' });
    const view = { ...bench.parts.view, now: new Date(bench.clock.now).toISOString(), replayed: false };
    const known = { kind: 'acknowledge', by: 'sam', reason: null, approver: true } as const;
    await recordDecision(bench.store, finding.id, known, view);
    expect(await lookAt(finding.id, bench.parts)).toMatchObject({ response: { heldBy: 'waiver' } });
  });
});

describe('a button is about the plan that its message shows', () => {
  let asked: Asked | null = null;
  afterEach(() => asked?.opened.stop());

  it('the press of one that ran out approves no other that waits by now', async () => {
    asked = await asking({ severity: 'high' });
    const old = press(asked.top(), 'Approve');
    asked.pass(5 * 3_600_000);
    const { parts, store } = asked.bench;
    const { change } = asked;
    await respond(change, parts);
    const other = mendingAction({
      words: 'set everything to evil',
      calls: [{ service: 'fake', operation: 'Set', parameters: { name: 'web', value: 'evil' } }],
    });
    await respond({ ...change, type: 'woken', eventId: 'later' }, { ...parts, actionOf: () => other });
    expect(waitingIn(await readJournal(store, change.finding.id))?.response).toMatch(/-0\.2$/);
    await asked.opened.receive({ body: old });
    expect(await asked.opened.work()).toEqual(['no-effect']);
    expect(asked.whispered()).toContain('ran out');
    expect(asked.whispered()).toContain('another plan waits by now: set everything to evil');
    expect(asked.bench.world.effects).toEqual([]);
    expect(asked.shown()).toContain('set everything to evil');
  });

  it('nor does one whose plan is another, or none, or that of another finding', async () => {
    asked = await asking({ severity: 'high' });
    const value = JSON.parse(buttonOf(asked.top(), 'Approve').value);
    for (const [change, outcome, words] of [
      [{ plan: 'f'.repeat(64) }, 'late', 'mend web'],
      [{ plan: null }, 'late', 'mend web'],
      [{ response: null }, 'late', 'this message was older'],
      [{ response: `${'0'.repeat(32)}-0` }, 'refused', 'no such response'],
      [{ occurrence: 1 }, 'late', 'has come back since'],
    ] as const) {
      const changed = { value: JSON.stringify({ ...value, ...change }) };
      expect([change, await asked.pressed('Approve', 'U0KIM', changed)]).toEqual([change, [outcome]]);
      expect(asked.whispered()).toContain(words);
    }
    expect(asked.bench.world.effects).toEqual([]);
  });

  it('and one of an older version is explained, and its message made anew', async () => {
    asked = await asking({ severity: 'high' });
    const { finding, occurrence } = JSON.parse(buttonOf(asked.top(), 'Approve').value);
    const value = JSON.stringify({ v: 1, finding, occurrence });
    for (const words of ['Approve', 'Deny'])
      expect(await asked.pressed(words, 'U0KIM', { value })).toEqual(['late']);
    expect(asked.whispered()).toContain('It shows the present plan now');
    expect(await asked.pressed('Acknowledge', 'U0KIM', { value })).toEqual(['decided']);
    expect(await asked.pressed('Approve')).toEqual(['decided']);
  });
});

describe('what is asked can be read', () => {
  it('which access key it is', async () => {
    const key = `AKIA${'IOSFODNN7'}Q3R5T7W`;
    const words = `deactivate access key ${key} of user svc`;
    const asked = await asking({ severity: 'high', action: mendingAction({ words }) });
    expect(asked.shown()).toContain(words);
    expect(asked.bench.notices.at(-1)?.text).toContain(words);
    await asked.opened.stop();
  });
});
