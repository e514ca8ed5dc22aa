// Runs a history through the whole pipeline on the events' own clock: read, order, judge, record, tell, plan.
// SPDX-License-Identifier: Apache-2.0

import { certifyImages } from '../../shared/certify/certify-images.ts';
import { inProcessBus } from '../../shared/findings/bus.ts';
import { withCertificates } from '../../shared/findings/certificates.ts';
import { listFindings } from '../../shared/findings/listing.ts';
import { rememberingOwners } from '../../shared/findings/owners.ts';
import { recorderOf } from '../../shared/findings/recorder.ts';
import type { RecordStore } from '../../shared/findings/store.ts';
import { readEvent } from '../../shared/intake/events/read.ts';
import type { Finding, FindingChange } from '../../shared/model/finding.ts';
import type { Intake, Observation } from '../../shared/model/observation.ts';
import type { Response } from '../../shared/model/response.ts';
import type { SourceRef } from '../../shared/model/source-ref.ts';
import { laterOf } from '../../shared/model/time.ts';
import type { Verdict } from '../../shared/model/verdict.ts';
import { handle } from '../../shared/pipeline.ts';
import { viewOf } from '../../shared/policy/view.ts';
import { respondTo } from '../../shared/respond/engine/forecast.ts';
import { foreseenPlan } from '../../shared/respond/engine/foreseen.ts';
import { callsForResponse } from '../../shared/respond/engine/triggers.ts';
import { noResponsesYet } from '../../shared/respond/guardrails/seen.ts';
import type { OfflinePlan } from '../../shared/respond/planning/offline.ts';
import { formerlyFrom } from '../../shared/respond/state/prior-state.ts';
import { passesUnder } from '../../shared/would-pass.ts';
import type { Problem } from '../input/problem.ts';
import type { Run } from '../program/run.ts';
import { countVerdict, drop, type Summary } from '../report/summary.ts';
import type { Progress } from '../terminal/progress.ts';
import { tellNotice } from '../terminal/tell.ts';
import { bodyOf, type Entry } from './entry.ts';
import { readHistory, totalSize } from './ordered.ts';
import type { HistoryFile } from './read.ts';
import { repeatWatch } from './repeats.ts';
import { stoppable } from './stoppable.ts';
import { strangerWatch } from './strangers.ts';

export interface ReplayOptions {
  /** ISO time that findings are looked at; left out: the last event's. */
  readonly end?: string | undefined;
  readonly verdict?: (verdict: Verdict) => void | Promise<void>;
  /** What is told of a change, with the response planned for it. */
  readonly told?: (change: FindingChange, response: Response | null) => void;
  /** Opens a bar: one for what is read, and one for what is judged and planned. */
  readonly progress?: (total: number, what: string, unit: string) => Progress;
  /** Asked now and then whether to stop between two events; left out: nobody stops it. */
  readonly stops?: () => Promise<boolean>;
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
  /** ISO time of the last event before it was stopped, empty where there was none; null: it came to its end. */
  readonly stoppedAt: string | null;
}

export async function replayHistory(
  files: readonly HistoryFile[],
  run: Run,
  store: RecordStore,
  options: ReplayOptions = {},
): Promise<Replayed> {
  const reading = options.progress?.(totalSize(files), 'reading', 'bytes');
  const history = await readHistory(files, reading).finally(() => reading?.stop());
  const { summary } = history;
  const responses: Response[] = [];
  const view = viewOf(run.policy);
  let last = '';
  const clock = (observation: Observation) => observation.time ?? (last === '' ? run.now : last);
  const recorder = recorderOf(store, view, clock, tellNotice);
  const publish = inProcessBus([responder(run, store, responses, options)]);
  const present = () => (last === '' ? run.now : last);
  const facts = withCertificates(rememberingOwners(run.judging.facts, store), store, present);
  const judging = { ...run.judging, facts };
  const certifying = { policy: run.policy, store, facts, now: present, by: 'Seawall' };
  const repeats = repeatWatch();
  const strangers = strangerWatch();
  const entries = stoppable(history.entries, options.stops);
  const judged = options.progress?.(history.count, 'judging', 'events');
  await store
    .batch(async () => {
      for await (const entry of entries.items) {
        judged?.advance(1);
        if (repeats.isRepeat(entry)) {
          drop(summary, 'repeated event');
          continue;
        }
        const { people } = run.policy.view;
        const { received = run.now } = run;
        const intake = readEvent(bodyOf(entry), { ref: refOf(entry, files), people, received });
        strangers.see(entry, intake);
        const observation = counted(intake, entry, summary, history.errors);
        if (observation === null) continue;
        if (observation.time !== null) last = laterOf(last, observation.time);
        const { verdicts } = await handle(observation, judging, recorder, publish);
        await certifyImages(verdicts, certifying);
        for (const verdict of verdicts) {
          countVerdict(summary, verdict);
          await options.verdict?.(verdict);
        }
      }
    })
    .finally(() => judged?.stop());
  const refused = strangers.files(files, history.records);
  const now = options.end ?? (last === '' ? run.now : last);
  const findings = await listFindings(store, { ...view, now });
  return {
    summary,
    findings,
    responses,
    errors: [...history.errors, ...refused],
    fatal: history.fatal || refused.length > 0,
    idReused: repeats.reused(),
    stoppedAt: entries.stopped() ? last : null,
  };
}

function responder(run: Run, store: RecordStore, responses: Response[], options: ReplayOptions) {
  const seen = noResponsesYet();
  return async (change: FindingChange) => {
    const foreseen = callsForResponse(change) ? await foreseenIn(change, run, store) : undefined;
    const response = respondTo(change, { policy: run.policy, seen }, foreseen);
    if (response !== null) responses.push(response);
    options.told?.(change, response);
  };
}

/** The plan by what `--facts` knows, as the respond function would make it at the time of the change. */
function foreseenIn({ finding, at }: FindingChange, run: Run, store: RecordStore): Promise<OfflinePlan> {
  const { policy, judging, recorded = null } = run;
  const { lastResort, revoke } = policy.respond;
  return foreseenPlan(finding, recorded, {
    ...{ lastResort, revoke, now: () => Date.parse(at) },
    passes: passesUnder(finding, judging),
    formerly: formerlyFrom(store, finding),
  });
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
    if (intake.observation.claimed !== undefined) summary.fromFuture++;
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
