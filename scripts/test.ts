// `npm test`: runs the suite, and says loudly which parts this run or this machine leaves out. `npm run test:all` runs
// everything, each file in a process of its own, and holds the coverage. Files that are named run whole.
// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { whatRuns } from './test/what-runs.ts';

const { extent, runs } = whatRuns(process.argv.slice(2), process.env.SEAWALL_TESTS);
/** All temporary files of the run, so that none is left. */
const folder = mkdtempSync(join(tmpdir(), 'seawall-run-'));
const notes = join(folder, 'notes');

/** Its exit code. */
function vitest(args: readonly string[]): number {
  const { status } = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...args], {
    stdio: 'inherit',
    env: { ...process.env, TMPDIR: folder, SEAWALL_TEST_NOTES: notes, SEAWALL_TESTS: extent },
  });
  // Null where it was stopped.
  return status ?? 1;
}

const status = runs.map(vitest).find((code) => code !== 0) ?? 0;
for (const line of [...machine(), ...noted()]) console.error(line);
// What a program of a test still writes is gone a moment later.
rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
process.exitCode = status;

/** What this machine cannot run. */
function machine(): readonly string[] {
  const corpora = process.env.SEAWALL_CORPORA ?? '../shared/corpora';
  const lines: string[] = [];
  if (!existsSync(corpora)) lines.push(`SKIPPED: the corpora (SEAWALL_CORPORA, looked for in ${corpora})`);
  if (process.env.SEAWALL_MOTO_URL === undefined)
    lines.push('SKIPPED: the AWS suites (SEAWALL_MOTO_URL: a running moto server)');
  if (process.env.SEAWALL_PACKAGED === undefined)
    lines.push(
      'SKIPPED: the packaged functions on an emulated AWS and Slack (SEAWALL_PACKAGED: the folder that npm run package made)',
    );
  if (process.env.SEAWALL_CHROMIUM === undefined)
    lines.push('SKIPPED: the dashboard in a real browser (SEAWALL_CHROMIUM: the program, such as chromium)');
  if (process.env.SEAWALL_IMAGE_TOOLS === undefined)
    lines.push(
      'SKIPPED: the suite on real registries (SEAWALL_IMAGE_TOOLS: a folder that .ci/image-tools filled)',
    );
  return lines;
}

/** What the suites themselves left out (test/support/extent.ts), each once. */
function noted(): readonly string[] {
  return existsSync(notes) ? [...new Set(readFileSync(notes, 'utf8').trim().split('\n'))].sort() : [];
}
