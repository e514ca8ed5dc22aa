// Runs a document or event all the way, and gives what each output would have said.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Problem } from '../../cli/input/problem.ts';
import { annotationLine } from '../../cli/report/annotation.ts';
import { formats, reports as forms } from '../../cli/report/formats/index.ts';
import type { Output } from '../../cli/report/output.ts';
import { emptySummary } from '../../cli/report/summary.ts';
import { evaluatorOf } from '../../functions/wiring/evaluate/evaluator.ts';
import { controls } from '../../shared/controls/index.ts';
import { busEvent } from '../../shared/findings/bus.ts';
import { memoryStore } from '../../shared/findings/memory.ts';
import { recorderOf } from '../../shared/findings/recorder.ts';
import { sqliteStore } from '../../shared/findings/sqlite.ts';
import { failure } from '../../shared/gather/api.ts';
import { apiFromFiles, factsFromFiles } from '../../shared/gather/files.ts';
import { readDocuments } from '../../shared/intake/documents/read.ts';
import { decodeLogs } from '../../shared/intake/events/cloudwatch-logs.ts';
import { readEvent } from '../../shared/intake/events/read.ts';
import type { FindingChange } from '../../shared/model/finding.ts';
import type { Json } from '../../shared/model/json.ts';
import type { Observation } from '../../shared/model/observation.ts';
import type { Verdict } from '../../shared/model/verdict.ts';
import { mailOf } from '../../shared/notify/mail.ts';
import { cardMessage } from '../../shared/notify/slack/group.ts';
import { messageText, type Told } from '../../shared/notify/text.ts';
import { webhookRequest } from '../../shared/notify/webhook.ts';
import { handle } from '../../shared/pipeline.ts';
import { respondTo } from '../../shared/respond/engine/forecast.ts';
import { noResponsesYet } from '../../shared/respond/guardrails/seen.ts';
import { nextEntry } from '../../shared/respond/journal/entry.ts';
import { catalogue, now, policyFrom } from '../support/judging.ts';

const snapshot = { file: 'facts.json', json: JSON.parse(readFileSync('events/facts.json', 'utf8')) };
const { facts } = factsFromFiles([snapshot]);
const api = apiFromFiles([snapshot]).api ?? { call: async () => failure('denied', 'no snapshot') };
const policy = policyFrom({
  mode: 'approve',
  trust: { destinations: ['*.acme.test'], registries: ['x.test/*'] },
});
const view = { quiet: policy.incidents.quietMs, waiver: () => null };

/** What was said, by output. */
export type Said = Readonly<Record<string, string>>;

export interface World {
  run(document: Json): Promise<Said>;
  /** All bytes of the record's file. */
  record(): string;
  end(): void;
}

export function world(): World {
  const folder = mkdtempSync(join(tmpdir(), 'seawall-outputs-'));
  const store = sqliteStore(join(folder, 'record.sqlite'));
  const recorder = recorderOf(store, view, () => now);
  return {
    async run(document) {
      const { observations, problems } = read(document);
      const verdicts: Verdict[] = [];
      const changes: FindingChange[] = [];
      for (const observation of observations) {
        const judging = { catalogue, policy, facts, clock: 'facts' as const };
        const handled = await handle(observation, judging, recorder, async () => {});
        verdicts.push(...handled.verdicts);
        changes.push(...handled.changes);
      }
      return {
        ...(await reports(verdicts, problems)),
        ...messages(changes),
        logs: await logs(document),
      };
    },
    record: () =>
      readdirSync(folder)
        .map((name) => readFileSync(join(folder, name), 'latin1'))
        .join('\n'),
    end() {
      store.close();
      rmSync(folder, { recursive: true });
    },
  };
}

function read(document: Json): { observations: readonly Observation[]; problems: readonly Problem[] } {
  const observations: Observation[] = [];
  const problems: Problem[] = [];
  const place = { file: 'a.json', line: null, column: null };
  const results = readDocuments(JSON.stringify(document), 'a.json', {
    readEvent: (raw, ref) => readEvent(raw, { ref, people: null }),
  });
  for (const result of results) {
    if (!result.ok) problems.push({ ...result, file: 'a.json' });
    else if (result.intake.kind === 'observed') observations.push(result.intake.observation);
    else problems.push({ ...place, index: 0, code: 'x', message: result.intake.reason, remedy: '' });
  }
  return { observations, problems };
}

async function reports(verdicts: readonly Verdict[], errors: readonly Problem[]): Promise<Said> {
  const said: Record<string, string> = {};
  for (const format of formats) {
    let text = '';
    const output: Output = {
      terminal: false,
      columns: null,
      write: async (part) => {
        text += part;
      },
      annotate: async (annotation) => {
        text += annotationLine(annotation);
      },
      close: async () => {},
    };
    const report = forms[format].open({
      ...{ output, controls, now, policy: 'seawall.yml', colour: false, groupBy: 'file' },
    });
    for (const verdict of verdicts) await report.verdict(verdict);
    await report.end({ summary: emptySummary(), findings: [], responses: [], errors });
    said[format] = text;
  }
  return said;
}

function messages(changes: readonly FindingChange[]): Said {
  const seen = noResponsesYet();
  const all = changes.map((change) => {
    const { title = '', why = '', fix = '' } = controls.find(({ id }) => id === change.finding.control) ?? {};
    const told: Told = { title, why, fix, response: respondTo(change, { policy, seen }) };
    const shown = { ...told, finding: change.finding, type: change.type, repeats: 1, decided: [] };
    return { change, told, shown: { ...shown, plan: null, replayed: false, unknown: null, open: [] } };
  });
  const text = (value: unknown) => JSON.stringify(value);
  const letters = all.map(({ change, told }) => ({ change, told, severity: change.finding.severity }));
  return {
    bus: text(all.map(({ change }) => busEvent(change))),
    slack: text(all.map(({ shown }) => [cardMessage([shown]), cardMessage([shown, shown])])),
    text: all.map(({ change, told }) => messageText(change, told)).join('\n'),
    mail: text(mailOf(letters, null)),
    webhook: text(all.map(({ change, told }) => webhookRequest(change, told, 'key', 0).body)),
    journal: text(
      all.map(({ change, told: { response } }) =>
        nextEntry(change.finding.id, [], now, {
          ...{ response: 'r', kind: 'planned' as const },
          detail: { words: response?.reason ?? '', calls: JSON.parse(JSON.stringify(response?.calls ?? [])) },
        }),
      ),
    ),
  };
}

async function logs(document: Json): Promise<string> {
  const lines: unknown[] = [];
  const say = (...line: unknown[]) => void lines.push(line);
  const evaluate = evaluatorOf({
    ...{ policy, api, decodeLogs, random: () => 0.5, sleep: async () => {} },
    store: memoryStore(),
    logger: { info: say, warn: say },
    metrics: { addMetric: say },
    now: () => Date.parse(now),
  });
  await evaluate(document, Date.parse(now) + 60_000);
  return JSON.stringify(lines);
}
