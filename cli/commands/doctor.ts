// `seawall doctor`: examines a deployment from end to end, read-only; says of each thing whether it is well, and what to do where it is not.
// SPDX-License-Identifier: Apache-2.0
import { type Command, Option } from 'commander';
import { awsApi } from '../../shared/gather/aws.ts';
import { doctorServices } from '../doctor/clients/index.ts';
import { examine } from '../doctor/examine.ts';
import type { Line } from '../doctor/line.ts';
import { liveHomes } from '../input/live.ts';
import { openOutput } from '../report/output.ts';
import { counted } from '../report/words.ts';
import { definedOf } from '../terminal/defined.ts';
import { type ExitCode, exit } from '../terminal/exit.ts';
import { type CommonOptions, wantsColour, withCommon } from '../terminal/options.ts';
import { tell } from '../terminal/tell.ts';
import { type Paint, painter, plain } from '../terminal/terminal.ts';

interface DoctorOptions extends CommonOptions {
  readonly stage: string;
  readonly region?: string;
  readonly profile?: string;
  readonly failOnUnknown?: boolean;
}

export function doctorCommand(command: Command, finish: (code: ExitCode) => void): void {
  command
    .addOption(new Option('--stage <stage>', 'stage of the deployment').default('production'))
    .option('--region <region>', 'region of the deployment (default: the one configured)')
    .option('--profile <name>', 'AWS profile to use')
    .option('--fail-on-unknown', 'exit with 1 on checks that could not be made, too');
  withCommon(command, ['table', 'json'], 'seawall doctor --region eu-central-1 --profile audit');
  command.action(async (options: DoctorOptions) => finish(await doctor(options)));
}

async function doctor(options: DoctorOptions): Promise<ExitCode> {
  const { stage, profile, region } = options;
  const output = openOutput(options.output, [options.policy]);
  const [home] = await liveHomes({ ...definedOf({ profile }), region: region === undefined ? [] : [region] });
  const api = awsApi({ services: doctorServices, ...definedOf({ profile }), region: home.region ?? '' });
  const now = options.now ?? new Date().toISOString();
  const { stack, lines } = await examine(stage, now, { api, region: home.region });
  const count = (state: Line['state']) => lines.filter((line) => line.state === state).length;
  await output.write(
    options.format === 'json'
      ? `${JSON.stringify({ version: 1, stack: stack.name, account: home.account, region: home.region, lines }, null, 2)}\n`
      : text(lines, painter(wantsColour(options, output.terminal))),
  );
  await output.close();
  tell(
    `${stack.name}: ${count('ok')} ok, ${counted(count('problem'), 'problem')}, ${count('not known')} not known`,
  );
  const found = count('problem') > 0 || (options.failOnUnknown === true && count('not known') > 0);
  return found ? exit.found : exit.ok;
}

const order: Readonly<Record<Line['state'], number>> = { problem: 0, 'not known': 1, ok: 2 };
const colours = { problem: 'red', 'not known': 'yellow', ok: 'green' } as const;

/** What needs somebody first. */
function text(lines: readonly Line[], paint: Paint): string {
  return lines
    .toSorted((a, b) => order[a.state] - order[b.state])
    .map(({ what, state, says, remedy }) => {
      const first = `${paint(colours[state], state.padEnd(9))}  ${plain(what)}: ${plain(says)}\n`;
      return remedy === null ? first : `${first}           ${plain(remedy)}\n`;
    })
    .join('');
}
