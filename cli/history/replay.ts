// Runs a history through the whole pipeline on the events' own clock: read, order, judge, record, tell, plan.
import { statSync } from 'node:fs';
import { relevantCloudTrail } from '../../shared/intake/events/cloudtrail/watched.ts';
import { readEvent } from '../../shared/intake/events/read.ts';
import type { Finding, FindingChange } from '../../shared/model/finding.ts';
import { stableHash } from '../../shared/model/hash.ts';
import { isObject, objectOf } from '../../shared/model/json.ts';
import type { Intake, Observation, SourceRef } from '../../shared/model/observation.ts';
import type { Response } from '../../shared/model/response.ts';
import type { Verdict } from '../../shared/model/verdict.ts';
import { handle } from '../../shared/pipeline.ts';
import { viewOf } from '../../shared/policy/view.ts';
import { inProcessBus } from '../../shared/publish/bus.ts';
import { listFindings } from '../../shared/record/listing.ts';
import { recorderOf } from '../../shared/record/recorder.ts';
import type { RecordStore } from '../../shared/record/store.ts';
import { respondTo } from '../../shared/respond/respond.ts';
import { noResponsesYet } from '../../shared/respond/seen.ts';
import { countVerdict, drop, emptySummary, type Summary } from '../report/report.ts';
import type { Problem } from '../support/problem.ts';
import type { Progress } from '../support/progress.ts';
import type { Run } from '../support/run.ts';
import type { Entry } from './entry.ts';
import { eventIn, placeOf } from './order.ts';
import { type FileReading, type HistoryFile, historyRecords, newReading } from './read.ts';
import { sorter } from './sort.ts';

export interface ReplayHooks {
  readonly verdict?: (verdict: Verdict) => void | Promise<void>;
  /** What is told of a change, with the response planned for it. */
  readonly told?: (change: FindingChange, response: Response | null) => void;
  readonly progress?: Progress;
}

export interface Replayed {
  readonly summary: Summary;
  readonly findings: readonly Finding[];
  readonly responses: readonly Response[];
  readonly errors: readonly Problem[];
  /** True where a file could not be read at all. */
  readonly fatal: boolean;
  /** Events that came with an id already used for another body. */
  readonly idReused: number;
}

/** `end`: ISO time that findings are looked at; by default the last event's. */
export async function replayHistory(
  files: readonly HistoryFile[],
  run: Run,
  store: RecordStore,
  end: string | null,
  hooks: ReplayHooks = {},
): Promise<Replayed> {
  const history = await readHistory(files, hooks.progress);
  const { summary } = history;
  const responses: Response[] = [];
  const view = viewOf(run.policy);
  let last = '';
  const clock = (observation: Observation) => observation.time ?? (last === '' ? run.now : last);
  const recorder = recorderOf(store, view, clock);
  const publish = inProcessBus([responder(run, responses, hooks)]);
  const repeats = repeatWatch();
  await store.batch(async () => {
    for await (const entry of history.entries) {
      if (repeats.isRepeat(entry)) {
        drop(summary, 'repeated event');
        continue;
      }
      const intake = readEvent(bodyOf(entry), { ref: refOf(entry, files), people: run.policy.view.people });
      const observation = counted(intake, entry, summary, history.errors);
      if (observation === null) continue;
      if (observation.time !== null && observation.time > last) last = observation.time;
      const { verdicts } = await handle(observation, run.judging, recorder, publish);
      for (const verdict of verdicts) {
        countVerdict(summary, verdict);
        await hooks.verdict?.(verdict);
      }
    }
  });
  const now = end ?? (last === '' ? run.now : last);
  const findings = await listFindings(store, { ...view, now });
  return {
    summary,
    findings,
    responses,
    errors: history.errors,
    fatal: history.fatal,
    idReused: repeats.reused(),
  };
}

function responder({ policy }: Run, responses: Response[], hooks: ReplayHooks) {
  const seen = noResponsesYet();
  return (change: FindingChange) => {
    const response = respondTo(change, { policy, seen });
    if (response !== null) responses.push(response);
    hooks.told?.(change, response);
  };
}

interface History {
  readonly entries: AsyncIterable<Entry>;
  readonly summary: Summary;
  readonly errors: Problem[];
  readonly fatal: boolean;
}

async function readHistory(files: readonly HistoryFile[], bar: Progress | undefined): Promise<History> {
  const summary = emptySummary();
  const errors: Problem[] = [];
  const order = sorter();
  let fatal = false;
  for (const [file, found] of files.entries()) {
    const reading = newReading();
    for await (const records of historyRecords(found, reading, (bytes) => bar?.advance(bytes)))
      for (const { body, index, text } of records) {
        const irrelevant = droppedAtOnce(body);
        if (irrelevant === null) await order.add({ ...placeOf(body), file, index, text: text() });
        else drop(summary, irrelevant);
      }
    count(reading, summary);
    errors.push(...reading.problems);
    fatal ||= reading.fatal;
  }
  return { entries: order.sorted(), summary, errors, fatal };
}

const nobody = { ref: { file: null, index: 0, eventId: null, time: null }, people: null };

/** Why a record need not be put into order: most calls of an account's history are of no interest, told by their names alone. */
function droppedAtOnce(body: unknown): string | null {
  if (
    !isObject(body) ||
    relevantCloudTrail(body.eventSource, body.eventName, objectOf(body.userIdentity).type)
  )
    return null;
  const intake = readEvent(body, nobody);
  return intake.kind === 'dropped' ? intake.reason : null;
}

function count({ records, problems }: FileReading, summary: Summary): void {
  summary.inputs += records;
  summary.unreadable += problems.filter(({ index }) => index !== null).length;
}

function refOf({ file, index, id, time }: Entry, files: readonly HistoryFile[]): SourceRef {
  return {
    file: files[file]?.path ?? null,
    index,
    eventId: id === '' ? null : id,
    time: time === '' ? null : time,
  };
}

function counted(intake: Intake, entry: Entry, summary: Summary, errors: Problem[]): Observation | null {
  if (intake.kind === 'observed') {
    summary.observations++;
    return intake.observation;
  }
  if (intake.kind === 'dropped') drop(summary, intake.reason);
  else {
    summary.unreadable++;
    errors.push({
      file: intake.ref.file ?? '',
      line: null,
      column: null,
      index: entry.index,
      code: 'unreadable',
      message: intake.reason,
      remedy: 'compare it with the service’s documentation',
    });
  }
  return null;
}

/** Its text parsed once already. */
function bodyOf({ text }: Entry): unknown {
  return JSON.parse(Buffer.from(text.buffer, text.byteOffset, text.byteLength).toString('utf8'));
}

/** In order, equal events stand side by side: the same id with the same body is a repetition, with another body it is kept and counted. */
function repeatWatch() {
  let id = '';
  let kept: Entry[] = [];
  let reused = 0;
  return {
    isRepeat(entry: Entry): boolean {
      if (entry.id === '') return false;
      if (entry.id !== id) {
        id = entry.id;
        kept = [entry];
        return false;
      }
      if (kept.some((one) => isSameEvent(one, entry))) return true;
      kept.push(entry);
      reused++;
      return false;
    },
    reused: () => reused,
  };
}

/** Mostly the texts are the same; the same event by two ways has another carrier around it, or its keys in another order. */
function isSameEvent(one: Entry, other: Entry): boolean {
  if (Buffer.compare(one.text, other.text) === 0) return true;
  const [first, second] = [one, other].map((entry) => stableHash(eventIn(objectOf(bodyOf(entry)))));
  return first === second;
}

/** Bytes of all files, for the progress bar. */
export function totalSize(files: readonly HistoryFile[]): number {
  return files.reduce((sum, { path, size }) => sum + (size ?? (path === '-' ? 0 : statSync(path).size)), 0);
}
