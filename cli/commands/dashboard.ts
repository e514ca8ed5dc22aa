// `seawall dashboard`: a web page over a record, on this machine only; reads, and with --decide lets its user decide.
// SPDX-License-Identifier: Apache-2.0
import { type Command, InvalidArgumentError } from 'commander';
import type { Source } from '../dashboard/record-view.ts';
import { serveDashboard } from '../dashboard/serve.ts';
import { atDesk, type DecideOptions, type Desk, withLive } from '../decision/decide.ts';
import { openExistingRecord, recordNamed, withRecord } from '../decision/record.ts';
import { controlsOfRun } from '../input/policy.ts';
import { openOutput } from '../report/output.ts';
import { definedOf } from '../terminal/defined.ts';
import { type ExitCode, exit, UsageError } from '../terminal/exit.ts';
import { tell } from '../terminal/tell.ts';

interface DashboardOptions extends DecideOptions {
  readonly port: number;
  readonly decide?: boolean;
}

export function dashboardCommand(command: Command, finish: (code: ExitCode) => void): void {
  command
    .option('--port <number>', 'port to listen on; 0: any that is free', portNumber, 0)
    .option('--decide', 'allow decisions on its pages, made in your name');
  withRecord(withLive(command), 'seawall dashboard --record seawall.sqlite');
  command.action(async (options: DashboardOptions) => finish(await dashboard(options)));
}

function portNumber(value: string): number {
  const port = Number(value);
  if (!/^\d{1,5}$/.test(value) || port > 65_535)
    throw new InvalidArgumentError('a port is wanted, from 0 to 65535');
  return port;
}

async function dashboard(options: DashboardOptions): Promise<ExitCode> {
  if (options.decide === true) return atDesk(options, (desk) => deciding(options, desk));
  if (options.live === true)
    throw new UsageError('--live sends calls that somebody approved: it needs --decide');
  const record = recordNamed(options.record);
  const { profile, region } = options;
  const found = await controlsOfRun({ ...options, now: nowOf(options) }, tell);
  const store = await openExistingRecord(record, definedOf({ profile, region }));
  try {
    return await serve({ record, store, ...found, now: () => nowOf(options) }, options, null);
  } finally {
    await store.close();
  }
}

function deciding(options: DashboardOptions, desk: Desk): Promise<ExitCode> {
  const { record, store, policy, controls } = desk;
  const now = () => nowOf(options);
  return serve({ record, store, policy, controls, now }, options, () => ({ ...desk, now: now() }));
}

/** `--now` shows, and decides on, the record as it stood then. */
function nowOf({ now }: DashboardOptions): string {
  return now ?? new Date().toISOString();
}

async function serve(
  source: Source,
  options: DashboardOptions,
  desk: (() => Desk) | null,
): Promise<ExitCode> {
  const output = openOutput(options.output, [options.record, options.policy]);
  const { url, close } = await serveDashboard(source, options.port, desk);
  // Before the address is told: whoever has it may stop us at once.
  const ended = stopped();
  await output.write(options.format === 'json' ? `${JSON.stringify({ version: 1, url })}\n` : `${url}\n`);
  await output.close();
  tell('open it in a browser on this machine; anyone with the address can read the record. Ctrl-C stops it');
  await ended;
  await close();
  return exit.ok;
}

function stopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}
