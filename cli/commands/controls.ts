// `seawall controls [ID]`: the catalogue, one control with its parameters and examples, and which sleep for want of policy.
// SPDX-License-Identifier: Apache-2.0
import type { Command } from 'commander';
import { stringify } from 'yaml';
import * as z from 'zod';
import type { Control } from '../../shared/model/control.ts';
import type { Policy } from '../../shared/policy/policy.ts';
import { defaultSeverity, sleeps } from '../../shared/policy/settings.ts';
import { examplesOf, ownExamplesOf } from '../examples/examples.ts';
import { noSuchControl } from '../input/control-id.ts';
import { controlsOfRun } from '../input/policy.ts';
import { type Output, openOutput } from '../report/output.ts';
import { severityCell } from '../report/table.ts';
import { textTable } from '../report/text-table.ts';
import { type ExitCode, exit } from '../terminal/exit.ts';
import { type CommonOptions, wantsColour, withCommon } from '../terminal/options.ts';
import { tell } from '../terminal/tell.ts';
import { painter } from '../terminal/terminal.ts';

export function controlsCommand(command: Command, finish: (code: ExitCode) => void): void {
  command.argument('[id]', 'such as namespace-isolation/no-privileged, or a family');
  withCommon(command, ['table', 'json'], 'seawall controls namespace-isolation/no-privileged');
  command.action(async (id: string | undefined, options: CommonOptions) => finish(await show(id, options)));
}

async function show(id: string | undefined, options: CommonOptions): Promise<ExitCode> {
  const now = options.now ?? new Date().toISOString();
  const { policy, controls } = await controlsOfRun({ ...options, now }, tell);
  const chosen = id === undefined ? controls : namedBy(id, controls);
  if (chosen.length === 0) throw noSuchControl(id ?? '', controls);
  const output = openOutput(options.output, [options.policy]);
  const only = chosen.length === 1 ? (chosen[0] ?? null) : null;
  const shown = only === null ? null : await withExamples(only, policy);
  const text =
    options.format === 'json'
      ? json(shown === null ? chosen.map((control) => specOf(control, policy)) : [shown])
      : shown === null
        ? table(chosen, policy, options, output)
        : stringify(shown, { lineWidth: 110, aliasDuplicateObjects: false });
  await output.write(text);
  await output.close();
  return exit.ok;
}

/** An id, the name in it, or a family, which means all of it. */
function namedBy(words: string, controls: readonly Control[]): readonly Control[] {
  const exact = controls.filter(({ id }) => id === words);
  if (exact.length > 0) return exact;
  return controls.filter(({ id }) => id.startsWith(`${words}/`) || id.endsWith(`/${words}`));
}

function asleep(control: Control, policy: Policy): string | null {
  const judgement = sleeps(policy, control, { known: true, group: null });
  return judgement !== null && 'reason' in judgement ? judgement.reason : null;
}

function table(
  controls: readonly Control[],
  policy: Policy,
  options: CommonOptions,
  { terminal, columns }: Output,
): string {
  const paint = painter(wantsColour(options, terminal));
  const rows = controls.map((control) => [
    severityCell(defaultSeverity(control, policy.view.profile)),
    control.id,
    control.title,
    asleep(control, policy) === null ? '' : `inactive: ${asleep(control, policy)}`,
  ]);
  return textTable(['SEVERITY', 'CONTROL', 'SAYS', ''], rows, paint, columns);
}

function specOf(control: Control, policy: Policy) {
  const { id, family, title, severity, stage, judges, response, references, why, fix, allows } = control;
  const parameters: unknown = z.toJSONSchema(control.parameters, { io: 'input' });
  const { platforms = null, on = null, comparesWith = [] } = control;
  return {
    id,
    family,
    title,
    severity,
    stage,
    judges,
    platforms,
    on,
    comparesWith,
    response,
    references,
    why,
    fix,
    allows,
    parameters,
    asleep: asleep(control, policy),
  };
}

function json(controls: readonly object[]): string {
  return `${JSON.stringify({ version: 1, controls }, null, 2)}\n`;
}

async function withExamples(control: Control, policy: Policy) {
  const own = policy.custom.find(({ id }) => id === control.id);
  const { fails, passes } = own === undefined ? await examplesOf(control.id) : ownExamplesOf(own);
  return {
    ...specOf(control, policy),
    ...(own === undefined ? {} : { holds: own.holds }),
    examples: { bad: fails[0] ?? null, good: passes[0] ?? null },
  };
}
