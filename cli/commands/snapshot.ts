// `seawall snapshot`: exports from an account, read-only, the facts that judging needs, to one JSON file without secrets.
// SPDX-License-Identifier: Apache-2.0
import type { Command } from 'commander';
import { type ApiRequest, type AwsApi, failure } from '../../shared/gather/api.ts';
import { httpBlobs } from '../../shared/gather/blobs.ts';
import { createFacts } from '../../shared/gather/facts.ts';
import { type FactCache, factCache, immutable } from '../../shared/gather/immutable.ts';
import { type Recording, recordedFirst, recording } from '../../shared/gather/recording.ts';
import type { Home } from '../../shared/inventory/observation.ts';
import { survey } from '../../shared/inventory/survey.ts';
import { judge } from '../../shared/pipeline.ts';
import { stoppable } from '../history/stoppable.ts';
import { type LiveOptions, liveApi, liveHomes, withAccount } from '../input/live.ts';
import { beginRun, type Run } from '../program/run.ts';
import { openOutput } from '../report/output.ts';
import { type ExitCode, exit } from '../terminal/exit.ts';
import { interruptLater } from '../terminal/interrupt.ts';
import { type CommonOptions, withCommon } from '../terminal/options.ts';
import { progress } from '../terminal/progress.ts';
import { tell } from '../terminal/tell.ts';

type SnapshotOptions = CommonOptions & LiveOptions;

export function snapshotCommand(command: Command, finish: (code: ExitCode) => void): void {
  withCommon(withAccount(command), ['json'], 'seawall snapshot --profile audit --output snapshot.json');
  command.action(async (options: SnapshotOptions) => finish(await snapshot(options)));
}

async function snapshot(options: SnapshotOptions): Promise<ExitCode> {
  const run = await beginRun(options, [], 'facts');
  const homes = await liveHomes(options);
  const output = openOutput(options.output, [options.policy]);
  const kept = recording(liveApi(options), httpBlobs(), homes[0].account);
  const cache = factCache();
  const interrupt = interruptLater();
  const missing: string[] = [];
  for (const [index, home] of homes.entries()) {
    const taken = await takeInventory({ kept, cache, stops: interrupt.pressed }, home, index === 0, run);
    missing.push(...taken.refused);
    if (!taken.stopped) continue;
    const rest = homes.slice(index + 1).map(({ region, account }) => region ?? account);
    missing.push(`the rest of ${[home.region ?? home.account, ...rest].join(', ')}: stopped there`);
    break;
  }
  for (const line of missing) tell(`not in the snapshot: ${line}`);
  await output.write(`${JSON.stringify(kept.document(run.now), null, 1)}\n`);
  await output.close();
  interrupt.end();
  return missing.length === 0 ? exit.ok : exit.environment;
}

interface Kept {
  readonly kept: Recording;
  readonly cache: FactCache;
  readonly stops: () => Promise<boolean>;
}

interface Taken {
  readonly refused: readonly string[];
  readonly stopped: boolean;
}

/** Lists what there is, then judges it, so that all is asked for that any control wants to know: until somebody stops it. */
async function takeInventory(
  { kept, cache, stops }: Kept,
  home: Home,
  withIam: boolean,
  run: Run,
): Promise<Taken> {
  const { observations, missing } = await survey(untilStopped(kept.api, stops), home, withIam, run.now);
  const refused = new Set(missing.filter((line) => !line.endsWith(stoppedWords)));
  const isCut = refused.size < missing.length;
  const asked = noting(recordedFirst(kept, run.now), refused);
  const facts = immutable(createFacts(asked, kept.blobs), cache);
  const bar = progress(observations.length, `reading ${home.region ?? home.account}`, 'things');
  const { items, stopped } = stoppable(observations, stops, 1);
  for await (const observation of items) {
    await judge(observation, { ...run.judging, facts });
    bar.advance(1);
  }
  bar.stop();
  return { refused: [...refused], stopped: isCut || stopped() };
}

const stoppedWords = 'stopped by Ctrl-C';

/** Lists take most of the time, and nothing but their calls can be stopped in between. */
function untilStopped(api: AwsApi, stops: Kept['stops']): AwsApi {
  return {
    call: async (request: ApiRequest) =>
      (await stops()) ? failure('failed', stoppedWords) : api.call(request),
  };
}

/** Notes each operation that AWS does not let the caller use. */
function noting(api: AwsApi, refused: Set<string>): AwsApi {
  return {
    async call(request: ApiRequest) {
      const answer = await api.call(request);
      if (!answer.ok && answer.code === 'denied')
        refused.add(`${request.service}.${request.operation}: access denied`);
      return answer;
    },
  };
}
