// What a run does with a baseline: reads one, holds fails against it, writes one.
// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync, statSync } from 'node:fs';
import type { Verdict } from '../../shared/model/verdict.ts';
import { type BaselineResult, checkAgainst, collectBaseline } from '../baseline/baseline.ts';
import { baselineText, failsIn, type KnownFail, readBaseline } from '../baseline/file.ts';
import { openOutput } from '../report/output.ts';
import type { Places } from '../report/places.ts';
import { counted } from '../report/words.ts';
import { UsageError } from '../terminal/exit.ts';
import { tell } from '../terminal/tell.ts';

export interface BaselineOptions {
  readonly baseline?: string;
  readonly writeBaseline?: string;
  readonly changedSince?: string;
}

export interface KnownFails {
  /** True where what fails is accepted by being written, and nothing is compared. */
  readonly accepts: boolean;
  /** The fail, or what of it is new; null: all of it is known. What is waived stays whole, and is not written: it comes back when its waiver ends. */
  take(verdict: Verdict, isWaived: boolean, places: Places): Verdict | null;
  /** `judged`: whether this run looked for a fail that the baseline holds. */
  result(judged: (fail: KnownFail) => boolean): BaselineResult | undefined;
  write(): Promise<void>;
}

/** Throws UsageError where the baseline cannot be read, or must not be written. */
export function openBaseline({ baseline, writeBaseline, changedSince }: BaselineOptions): KnownFails {
  if (writeBaseline !== undefined && changedSince !== undefined)
    throw new UsageError(
      '--write-baseline with --changed-since would lose what other files hold: leave one out',
    );
  if (writeBaseline !== undefined) refuseForeign(writeBaseline);
  const check = baseline === undefined ? null : checkAgainst(baseline, readBaseline(baseline));
  const collector = writeBaseline === undefined ? null : collectBaseline();
  return {
    accepts: collector !== null && check === null,
    take(verdict, isWaived, places) {
      if (!isWaived) collector?.add(verdict, places);
      const fresh = check === null ? verdict : check.newIn(verdict, isWaived, places);
      return isWaived ? verdict : fresh;
    },
    result: (judged) => check?.result(judged),
    async write() {
      if (collector === null || writeBaseline === undefined) return;
      const output = openOutput(writeBaseline);
      await output.write(baselineText(collector.fails));
      await output.close();
      const { fails, verdicts } = collector;
      const places = fails.reduce((sum, fail) => sum + fail.count, 0);
      const where = places === verdicts ? '' : ` (at ${counted(places, 'place')})`;
      tell(
        `${writeBaseline}: ${counted(verdicts, 'fail')}${where} written: --baseline ${writeBaseline} reports only new ones`,
      );
    },
  };
}

/** A slip of the hand must not cost somebody a manifest. */
function refuseForeign(file: string): void {
  if (!existsSync(file)) return;
  const text = statSync(file).isFile() ? readFileSync(file, 'utf8') : '';
  if (text.trim() !== '' && failsIn(text) === null)
    throw new UsageError(`${file}: is there and is no baseline: give --write-baseline another file`);
}

const most = 10;

/** Names what is gone, so that somebody takes it out of the baseline. */
export function tellGone({ file, gone }: BaselineResult): void {
  for (const { control, subject, path, file: where } of gone.slice(0, most))
    tell(`gone since ${file}: ${[control, where, subject, path].filter((part) => part !== '').join(' ')}`);
  if (gone.length > most) tell(`gone since ${file}: ${gone.length - most} more`);
  if (gone.length > 0) tell(`--write-baseline ${file} takes what is gone out of it`);
}
