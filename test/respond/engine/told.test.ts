// What people are told of a response equals what its journal says, whatever happened to it; and each button can be pressed.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPlan, tellingResponse } from '../../../functions/wiring/notify/slack-responses.ts';
import { findingOf } from '../../../shared/findings/finding.ts';
import { recordDecision } from '../../../shared/findings/record.ts';
import type { Finding, FindingChange } from '../../../shared/model/finding.ts';
import { responseLine } from '../../../shared/notify/response-words.ts';
import { findingMessage } from '../../../shared/notify/slack/finding.ts';
import type { DecisionKind } from '../../../shared/people/decision-kind.ts';
import { decisionKinds } from '../../../shared/people/decision-kind.ts';
import { approve } from '../../../shared/respond/decisions/approval.ts';
import { deny } from '../../../shared/respond/decisions/denial.ts';
import { undo } from '../../../shared/respond/decisions/undo.ts';
import { weigh } from '../../../shared/respond/decisions/weigh.ts';
import { respond, respondOnce } from '../../../shared/respond/engine/engine.ts';
import type { Engine } from '../../../shared/respond/engine/ports.ts';
import { RetryLater } from '../../../shared/respond/engine/ports.ts';
import { toldResponse } from '../../../shared/respond/engine/told.ts';
import { setKillSwitch } from '../../../shared/respond/guardrails/kill-switch.ts';
import type { EntryKind, Journal } from '../../../shared/respond/journal/entry.ts';
import { readJournal } from '../../../shared/respond/journal/journal.ts';
import { responsesIn } from '../../../shared/respond/journal/progress.ts';
import { finding as plainFinding, shown } from '../../notify/messages.ts';
import { runs } from '../../support/extent.ts';
import { policyFrom } from '../../support/judging.ts';
import { anotherRun, type Bench, benchOf, broken, idOf, lee, mendingAction, sam, seen } from '../world.ts';

const marks: Partial<Readonly<Record<EntryKind, string>>> = {
  held: '✋',
  approval: '👉',
  approved: '⏳',
  denied: '✋',
  expired: '✋',
  refused: '✋',
  sending: '⏳',
  sent: '⏳',
  'call-failed': '⏳',
  verified: '🔧',
  failed: '⚠️',
  'undo-requested': '🔧',
  'undo-sending': '🔧',
  'undo-sent': '🔧',
  'undo-call-failed': '🔧',
  undone: '🔧',
  'undo-failed': '⚠️',
};

/** By the entries alone: what the newest of this occurrence says. */
function lastMark(journal: Journal, occurrence: number): string | null {
  let mark: string | null = null;
  let goesOn = false;
  for (const { kind, detail } of newestOf(journal, occurrence)) {
    if (kind === 'held' && goesOn) continue;
    if (kind === 'planned') mark = detail.approval === null ? '⏳' : '👉';
    mark = marks[kind] ?? mark;
    goesOn = mark === '⏳' || mark === '👉' || /^undo-(?:re|s|call)/.test(kind);
  }
  return mark;
}

/** What comes to an older question, asked anew since, says nothing about the one that stands. */
function newestOf(journal: Journal, occurrence: number): Journal {
  const own = journal.filter(({ response }) => new RegExp(`-${occurrence}(\\.|$)`).test(response));
  const newest = own.findLast(({ kind }) => kind === 'planned')?.response;
  return own.filter(({ kind, response }) => kind === 'held' || response === newest);
}

type Step =
  | 'look'
  | 'gate'
  | 'approve'
  | 'deny'
  | 'undo'
  | 'undo-again'
  | 'stop'
  | 'go'
  | 'protect'
  | 'tamper'
  | 'break'
  | 'trouble'
  | 'unreadable'
  | 'wait'
  | 'waive'
  | 'mend'
  | 'resolve'
  | 'irreversible'
  | 'enforce';

class Story {
  readonly bench: Bench;
  parts: Engine;
  change: FindingChange | null = null;
  at = 1;
  readonly mode: 'approve' | 'enforce';

  constructor(mode: 'approve' | 'enforce') {
    this.mode = mode;
    const approvers = ['arn:aws:iam::*:user/*'];
    this.bench = benchOf({ settings: { mode, respond: { approvers } } });
    this.parts = { ...this.bench.parts, patience: { ...this.bench.parts.patience, attempts: 1, looks: 2 } };
  }

  async finding(): Promise<Finding | null> {
    const row = this.change === null ? null : await this.bench.store.get(this.change.finding.id);
    const now = new Date(this.bench.clock.now).toISOString();
    return row === null ? null : findingOf(row, { ...this.parts.view, now });
  }

  async open(): Promise<void> {
    const severity = 'high';
    const told = await seen(
      this.bench.store,
      { mode: this.mode, severity, at: this.at++ },
      this.bench.clock.now,
    );
    if (told !== null) this.change = told;
  }

  async step(step: Step): Promise<void> {
    try {
      await this.take(step);
    } catch (error) {
      if (!(error instanceof RetryLater)) throw error;
    }
  }

  private async take(step: Step): Promise<void> {
    const { bench, change } = this;
    const { world, store, clock } = bench;
    if (change === null) return this.open();
    const id = idOf(change.finding);
    this.parts = anotherRun(this.parts);
    const now = new Date(clock.now).toISOString();
    switch (step) {
      case 'look':
        return void (await respond(change, this.parts));
      case 'gate':
        return void (await respondOnce({ ...change, eventId: `gate/${this.at++}/x`, at: now }, this.parts));
      case 'approve':
        return void (await approve(id, sam, this.parts));
      case 'deny':
        return void (await deny(id, lee, this.parts));
      case 'undo':
      case 'undo-again':
        return void (await undo(id, sam, this.parts));
      case 'stop':
      case 'go':
        return void (await setKillSwitch(store, { on: step === 'stop', by: 'lee', at: now, reason: null }));
      case 'protect': {
        const approvers = ['arn:aws:iam::*:user/*'];
        const policy = policyFrom({ mode: this.mode, respond: { approvers }, protected: ['arn:aws:*'] });
        this.parts = { ...this.parts, policy };
        return;
      }
      case 'tamper':
        return void world.values.set('web', 'other');
      case 'break':
        return void world.values.set('web', 'bad');
      case 'trouble':
        return void world.trouble.push('denied');
      case 'unreadable':
        return void world.readTrouble.push('denied', 'denied');
      case 'wait':
        clock.now += 5 * 3_600_000;
        return;
      case 'waive':
        return void (await recordDecision(
          store,
          change.finding.id,
          { kind: 'waive', by: 'lee', reason: 'x', until: new Date(clock.now + 3_600_000).toISOString() },
          { ...this.parts.view, now, replayed: false },
        ));
      case 'mend':
        await seen(store, { outcome: 'pass', at: this.at++ }, clock.now);
        world.values.set('web', 'bad');
        return this.open();
      case 'resolve':
        return void (await seen(store, { outcome: 'pass', at: this.at++ }, clock.now));
      case 'irreversible':
        this.parts = { ...this.parts, actionOf: () => mendingAction({ undo: [] }) };
        return;
      case 'enforce':
        this.parts = { ...this.parts, actionOf: () => mendingAction({ askFirst: 'it may hurt' }) };
    }
  }
}

const steps = fc.array(
  fc.constantFrom<Step>(
    ...([
      'look',
      'look',
      'look',
      'gate',
      'approve',
      'approve',
      'deny',
      'undo',
      'undo-again',
      'stop',
      'go',
    ] as const),
    ...(['protect', 'tamper', 'break', 'trouble', 'unreadable', 'wait', 'waive', 'mend', 'resolve'] as const),
    ...(['irreversible', 'enforce'] as const),
  ),
  { maxLength: 12 },
);

/** How the lead stands after a step against what the journal says, where both say anything. */
async function compareLead(story: Story, kinds: Set<string>): Promise<void> {
  const finding = await story.finding();
  if (finding === null) return;
  const journal = await readJournal(story.bench.store, finding.id);
  for (const { kind } of journal) kinds.add(kind);
  const wanted = lastMark(journal, finding.reopened);
  const now = new Date(story.bench.clock.now).toISOString();
  const told = await tellingResponse(story.bench.store, finding, finding.response, now);
  if (wanted === null || told === null) return;
  const asked = responsesIn(journal).findLast(({ phase }) => phase === 'awaiting-approval');
  const isExpired = asked?.expires !== undefined && (asked.expires ?? '') <= now;
  const over = isExpired || finding.waivedUntil !== null || finding.status === 'resolved';
  expect(responseLine(told).split(' ')[0]).toBe(wanted === '👉' && over ? '✋' : wanted);
  if (told.outcome === 'held') expect(told.reason).not.toBe('');
}

/** Presses every button of the message. */
async function pressAll(story: Story, pressed: Set<DecisionKind>): Promise<void> {
  const finding = await story.finding();
  if (finding === null) return;
  const { store, clock } = story.bench;
  const now = new Date(clock.now).toISOString();
  const response = await tellingResponse(store, finding, finding.response, now);
  const plan = await readPlan(store, finding);
  const text = JSON.stringify(findingMessage(shown({ finding, response, plan })).blocks);
  const at = new Date(clock.now).toISOString();
  const choice = { response: plan?.response ?? null, plan: plan?.hash ?? null, until: null, reason: null };
  for (const kind of decisionKinds.filter((one) => text.includes(`seawall.${one}"`))) {
    pressed.add(kind);
    const decision = { kind, finding: finding.id, occurrence: finding.reopened, person: sam, at, ...choice };
    // A waiver's date is asked for in a dialogue.
    const weighed = kind === 'waive' ? null : await weigh(decision, finding, story.parts);
    // What comes between a message and a press is said: the message cannot know of it.
    if (weighed?.ok === false) expect(weighed.answer.words).toMatch(/kill switch|protected|ran out/);
  }
}

/** Stories that come to each kind of entry. */
const mustHave: ['approve' | 'enforce', Step[]][] = [
  ['enforce', ['stop', 'look']],
  ['approve', ['look', 'deny']],
  ['approve', ['look', 'wait', 'look']],
  ['approve', ['look', 'tamper', 'approve']],
  ['enforce', ['look', 'undo']],
  ['enforce', ['look', 'tamper', 'undo']],
  ['enforce', ['trouble', 'look']],
  ['approve', ['look', 'wait', 'gate', 'approve']],
];

const modes = fc.constantFrom('approve' as const, 'enforce' as const);

describe('for every journal that the engine can come to', () => {
  it('the message’s lead equals the journal’s last state', async () => {
    const kinds = new Set<string>();
    const holds = fc.asyncProperty(modes, steps, async (mode, all) => {
      const story = new Story(mode);
      await story.open();
      for (const step of all) {
        await story.step(step);
        await compareLead(story, kinds);
      }
    });
    await fc.assert(holds, { ...runs(200), examples: mustHave });
    // The stories come to all of these: a property about nothing would hold too.
    for (const kind of [
      'held',
      'denied',
      'expired',
      'refused',
      'verified',
      'undone',
      'undo-refused',
      'failed',
    ])
      expect(kinds).toContain(kind);
  });

  it('a button about the response is there only where pressing it is not answered with “there is nothing to …”', async () => {
    const pressed = new Set<DecisionKind>();
    const holds = fc.asyncProperty(modes, steps, async (mode, all) => {
      const story = new Story(mode);
      await story.open();
      for (const step of all) await story.step(step);
      await pressAll(story, pressed);
    });
    await fc.assert(holds, {
      ...runs(200),
      examples: [
        ['approve', ['look']],
        ['enforce', ['look']],
      ],
    });
    expect([...pressed].sort()).toEqual([...decisionKinds].sort());
  });
});

describe('a request that nobody approved', () => {
  it('is told as expired from that time on, though nobody has written so down', async () => {
    const bench = benchOf({
      settings: { mode: 'approve', respond: { approvers: ['arn:aws:iam::*:user/*'] } },
    });
    const change = await broken(bench, { mode: 'approve', severity: 'high' });
    await respond(change, anotherRun(bench.parts));
    const toldAt = async (now: number) => {
      const { finding } = change;
      return tellingResponse(bench.store, finding, finding.response, new Date(now).toISOString());
    };
    const [asked] = responsesIn(await readJournal(bench.store, change.finding.id));
    const end = Date.parse(asked?.expires ?? '');
    expect((await toldAt(end - 1))?.reason).toContain('can be approved until');
    expect(await toldAt(end)).toMatchObject({
      outcome: 'held',
      reason: expect.stringContaining('nobody approved it until'),
    });
  });
});

describe('before anything is written down', () => {
  const enforce = { action: 'stop-workload', mode: 'enforce' } as const;
  const at = (change: Partial<Finding>, allowed: Finding['response'] = enforce, replayed = false) => {
    const around = { allowed, replayed, now: '2026-11-17T12:00:00.000Z' };
    const told = toldResponse(plainFinding({ response: enforce, ...change }), [], around);
    return told === null ? null : responseLine(told);
  };

  it.each([
    ['it plans', at({}), /^⏳ Seawall plans: /],
    ['it observes by now', at({}, { ...enforce, mode: 'observe' }), /^👁️ Seawall would do this/],
    ['the policy has dropped it', at({}, null), /^✋ Not done: .*the policy has nothing done/],
    ['waived', at({ status: 'waived', waivedUntil: '2027-01-01' }), /^✋ Not done: .*waived until 2027/],
    ['nothing runs of it', at({ dormant: true }), /^✋ Not done: .*nothing runs of it/],
    ['from an archive', at({}, enforce, true), /^✋ Not done: .*archive/],
  ])('%s', (_, line, wanted) => expect(line).toMatch(wanted));

  it('tells nothing of what is resolved or calls for nothing', () => {
    expect(at({ status: 'resolved' })).toBeNull();
    expect(at({ response: null })).toBeNull();
  });
});
