// A progress bar with rate and time left on long work, on a terminal only, on stderr.
// SPDX-License-Identifier: Apache-2.0
import { SingleBar } from 'cli-progress';
import { isDumb } from './options.ts';

export interface Progress {
  advance(by: number): void;
  stop(): void;
}

const silent: Progress = { advance() {}, stop() {} };

/** `total` in `unit`s (bytes, files); nothing is shown off a terminal. */
export function progress(total: number, what: string, unit: string): Progress {
  if (process.stderr.isTTY !== true || isDumb() || total === 0) return silent;
  const bar = new SingleBar({
    stream: process.stderr,
    format: `${what} {bar} {percentage}% · {value}/{total} ${unit} · {rate}/s · {eta_formatted} left`,
    hideCursor: true,
    clearOnComplete: true,
    etaBuffer: 50,
  });
  const begun = Date.now();
  let done = 0;
  bar.start(total, 0, { rate: 0 });
  return {
    advance(by) {
      done += by;
      const seconds = Math.max((Date.now() - begun) / 1000, 0.001);
      bar.update(Math.min(done, total), { rate: Math.round(done / seconds) });
    },
    stop: () => bar.stop(),
  };
}
