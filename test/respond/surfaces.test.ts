// Every guardrail × every mode × every surface: what people are told, by the running code. `vitest run -u` writes the file anew.
import { expect, it } from 'vitest';
import { responseTable } from '../../cli/report/replay-table.ts';
import { painter } from '../../cli/terminal/terminal.ts';
import { readSteps, tellingResponse } from '../../functions/wiring/notify/slack-responses.ts';
import { recordDecision } from '../../shared/findings/record.ts';
import type { FindingChange } from '../../shared/model/finding.ts';
import { type ResponseMode, responseModes } from '../../shared/model/response.ts';
import { adviceOn, responseLine } from '../../shared/notify/response-words.ts';
import { threadMessage } from '../../shared/notify/slack/thread.ts';
import { messageText } from '../../shared/notify/text.ts';
import { webhookRequest } from '../../shared/notify/webhook.ts';
import { respond } from '../../shared/respond/engine/engine.ts';
import { readShownFinding } from '../../shared/respond/engine/shown-finding.ts';
import { setKillSwitch } from '../../shared/respond/guardrails/kill-switch.ts';
import { readJournal } from '../../shared/respond/journal/journal.ts';
import { anotherRun, type Bench, benchOf, broken, mendingAction, seen, start } from './world.ts';

type Prepare = (bench: Bench, mode: ResponseMode) => Promise<FindingChange>;

const at = new Date(start).toISOString();
const open = (bench: Bench, mode: ResponseMode, actor?: string) =>
  broken(bench, { mode, severity: 'high', at: 50, ...(actor === undefined ? {} : { actor }) });

/** Another finding first, whose response is made or asked about; `region` makes its calls others. */
async function before(bench: Bench, region: string): Promise<void> {
  const change = await broken(bench, {
    mode: region === '' ? 'approve' : 'enforce',
    severity: 'high',
    identity: 'other',
  });
  const actionOf = () => mendingAction(region === '' ? {} : { region });
  await respond(change, anotherRun(bench.parts, { actionOf }));
  bench.world.values.set('web', 'bad');
}

const guardrails: Readonly<Record<string, Prepare>> = {
  none: (bench, mode) => open(bench, mode),
  'kill switch': async (bench, mode) => {
    await setKillSwitch(bench.store, { on: true, by: 'lee', at, reason: null });
    return open(bench, mode);
  },
  waiver: async (bench, mode) => {
    const change = await open(bench, mode);
    const waive = { kind: 'waive', by: 'lee', reason: 'x', until: '2026-03-09' } as const;
    await recordDecision(bench.store, change.finding.id, waive, {
      ...bench.parts.view,
      now: at,
      replayed: false,
    });
    return change;
  },
  protected: (bench, mode) => open(bench, mode),
  'own change': (bench, mode) => open(bench, mode, 'arn:aws:iam::111122223333:role/seawall-test-respond'),
  'changed since': async (bench, mode) => {
    bench.world.values.set('web', 'good');
    return open(bench, mode);
  },
  'guard error': async (bench, mode) => {
    bench.world.readTrouble.push('denied');
    return open(bench, mode);
  },
  'action limit': async (bench, mode) => {
    await before(bench, 'elsewhere');
    return open(bench, mode);
  },
  'remediation loop': async (bench, mode) => {
    await respond(await broken(bench, { severity: 'high', at: 1 }), anotherRun(bench.parts));
    bench.world.values.set('web', 'bad');
    await broken(bench, { outcome: 'pass', severity: 'high', at: 2 });
    return open(bench, mode);
  },
  'one question': async (bench, mode) => {
    await before(bench, '');
    return open(bench, mode);
  },
};

const settings = (guardrail: string, mode: ResponseMode) => ({
  mode,
  brake: { actions: guardrail === 'action limit' ? 1 : 5, window: '10m' },
  respond: { 'fight-limit': 1 },
  ...(guardrail === 'protected' ? { protected: ['arn:aws:ecs:*:*:service/*'] } : {}),
});

type Afterwards = (bench: Bench) => Promise<unknown>;

/** What comes between the question and whoever reads it. */
const afterwards: Readonly<Record<string, Afterwards>> = {
  'resolved since': (bench) => seen(bench.store, { outcome: 'pass', at: 60 }, bench.clock.now),
};

async function surfaces(
  guardrail: string,
  prepare: Prepare,
  mode: ResponseMode,
  then: Afterwards = async () => null,
): Promise<string> {
  const bench = benchOf({ settings: settings(guardrail, mode) });
  const change = await prepare(bench, mode);
  await respond(change, anotherRun(bench.parts));
  await then(bench);
  const finding = await readShownFinding(change.finding.id, bench.parts);
  if (finding === null) throw new Error('the finding is gone');
  const response = await tellingResponse(
    bench.store,
    finding,
    finding.response,
    new Date(bench.clock.now).toISOString(),
  );
  if (response === null) throw new Error('nothing is told');
  const texts = { title: 'Rule', why: '', fix: '', response };
  const now = { ...change, finding };
  const thread = threadMessage(
    (await readSteps(bench.store, finding)).map((step) => ({ title: 'Rule', ...step })),
  );
  const mail = messageText(now, texts)
    .split('\n')
    .filter((line) => /^ {2}(?:Seawall|Not done|do )/.test(line));
  const [, row = ''] = responseTable([response], [finding], painter(false)).split('\n');
  const sent = JSON.parse(webhookRequest(now, texts, 'k', start).body);
  const { mode: told, outcome, heldBy, reason } = sent.response;
  const journal = (await readJournal(bench.store, finding.id)).filter(({ response: id }) =>
    id.includes(`-${finding.reopened}`),
  );
  const lines = [
    `Slack message  ${responseLine(response)}`,
    `               ${adviceOn(response) ?? '(nothing to do)'}`,
    `Slack thread   ${(thread?.text ?? '(nothing)').replace(/<!date[^>]*>/g, 'TIME').replaceAll('\n', ' | ')}`,
    `command line   ${row.replace(/ {2,}/g, ' · ')}`,
    `journal        ${journal.map(({ kind, detail }) => `${kind}${kind === 'held' ? ` by ${detail.by}` : ''}`).join(', ') || '(nothing)'}`,
    `mail           ${mail.map((line) => line.trim()).join(' | ')}`,
    `webhook        ${JSON.stringify({ mode: told, outcome, heldBy, reason })}`,
  ];
  return `## ${guardrail} × ${mode}\n${lines.join('\n')}\n`;
}

it('says the same on every surface, of every guardrail in every mode', async () => {
  const parts: string[] = [];
  for (const [name, prepare] of Object.entries(guardrails))
    for (const mode of responseModes) parts.push(await surfaces(name, prepare, mode));
  for (const [name, then] of Object.entries(afterwards))
    parts.push(await surfaces(name, open, 'approve', then));
  const text = parts.join('\n').replaceAll(/\b[0-9a-f]{64}\b/g, 'FINDING');
  await expect(text).toMatchFileSnapshot('golden/surfaces.txt');
  // Where anything is held back or asked for, no surface says that it is planned.
  for (const part of parts.filter((one) => /"outcome":"(?:held|awaiting-approval)"/.test(one)))
    expect(part).not.toContain('Seawall plans');
});
