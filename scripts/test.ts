// `npm test`: runs the suite with coverage, and says loudly which parts this machine cannot run.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const corpora = process.env.SEAWALL_CORPORA ?? '../shared/corpora';
const skipped: string[] = [];
if (!existsSync(corpora)) skipped.push(`the corpora (SEAWALL_CORPORA, looked for in ${corpora})`);
if (process.env.SEAWALL_MOTO_URL === undefined)
  skipped.push('the AWS suites (SEAWALL_MOTO_URL: a running moto server)');

const { status } = spawnSync(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', '--coverage', ...process.argv.slice(2)],
  {
    stdio: 'inherit',
  },
);
for (const part of skipped) console.error(`SKIPPED: ${part}`);
process.exitCode = status ?? 1;
