// `seawall test`: runs the examples of controls, built-in and the user's own; one that does not hold ends with exit code 1.
// SPDX-License-Identifier: Apache-2.0
import type { Command } from 'commander';
import { type ExampleResult, runExamples } from '../../shared/controls/examples/run.ts';
import { controls as builtIn } from '../../shared/controls/index.ts';
import { examplesOf, ownExamplesOf } from '../examples/examples.ts';
import { judgeByOwn, judgeExample } from '../examples/judge-example.ts';
import { controlsOfRun, type PolicyWithControls, policyFile, readControls } from '../input/policy.ts';
import { writesOf } from '../input/watch.ts';
import { openOutput } from '../report/output.ts';
import { counted } from '../report/words.ts';
import { type ExitCode, exit, UsageError } from '../terminal/exit.ts';
import { type CommonOptions, withCommon } from '../terminal/options.ts';
import { tell } from '../terminal/tell.ts';

export function testCommand(command: Command, finish: (code: ExitCode) => void): void {
  command.argument(
    '[path...]',
    'control ids or families, or policy files for their custom controls (default: all)',
  );
  command.option('--watch', 'run them again whenever the policy is written, until Ctrl-C');
  withCommon(command, ['table', 'json'], 'seawall test namespace-isolation');
  command.action(async (paths: string[], options: TestOptions) =>
    finish(await (options.watch === true ? watching(paths, options) : test(paths, options))),
  );
}

interface TestOptions extends CommonOptions {
  readonly watch?: boolean;
}

/** Ends with Ctrl-C only. */
async function watching(paths: readonly string[], options: CommonOptions): Promise<ExitCode> {
  const policy = policyFile(options);
  const files = [...new Set([...paths.filter(isPolicy), ...(policy === null ? [] : [policy])])];
  if (files.length === 0)
    throw new UsageError('--watch has nothing to watch: name a policy file, or give --policy');
  for await (const _ of writesOf(files)) {
    await testOnce(paths, options);
    tell(`watching ${files.join(', ')}: Ctrl-C ends`);
  }
  return exit.ok;
}

/** A policy that does not load is told, and waited for. */
async function testOnce(paths: readonly string[], options: CommonOptions): Promise<void> {
  try {
    await test(paths, options);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    for (const line of error.lines) tell(line);
  }
}

/** The examples of one control. */
interface Suite {
  readonly id: string;
  readonly run: () => Promise<readonly ExampleResult[]>;
}

async function test(paths: readonly string[], options: CommonOptions): Promise<ExitCode> {
  const suites = await suitesOf(paths, options);
  const results: ExampleResult[] = [];
  for (const suite of suites) results.push(...(await suite.run()));
  const failed = results.filter(({ problems }) => problems.length > 0);
  const output = openOutput(options.output, [...paths, options.policy]);
  await output.write(
    options.format === 'json'
      ? `${JSON.stringify({ version: 1, results }, null, 2)}\n`
      : text(failed, results.length),
  );
  await output.close();
  tell(
    `${counted(results.length, 'example')} of ${counted(suites.length, 'control')}: ${failed.length === 0 ? 'all pass' : `${failed.length} failed`}`,
  );
  return failed.length === 0 ? exit.ok : exit.found;
}

/** Throws UsageError for a bad policy, or where nothing is named so. */
async function suitesOf(paths: readonly string[], options: CommonOptions): Promise<readonly Suite[]> {
  const now = options.now ?? new Date().toISOString();
  const files = paths.filter(isPolicy);
  const wanted = paths.filter((path) => !isPolicy(path));
  const named: Suite[] = [];
  for (const file of files) named.push(...ownSuites(await readControls(file, { ...options, now }, tell)));
  if (files.length > 0 && wanted.length === 0) return named;
  const all = [...builtInSuites(), ...ownSuites(await controlsOfRun({ ...options, now }, tell))];
  const chosen = all.filter(({ id }) => wanted.length === 0 || wanted.some((path) => names(path, id)));
  if (chosen.length === 0)
    throw new UsageError(`no control is named ${wanted.join(' or ')}: seawall controls lists them all`);
  return [...chosen, ...named];
}

function isPolicy(path: string): boolean {
  return /\.ya?ml$/.test(path);
}

function builtInSuites(): readonly Suite[] {
  return builtIn.map(({ id }) => ({
    id,
    run: async () => runExamples(id, await examplesOf(id), judgeExample),
  }));
}

function ownSuites({ policy, controls }: PolicyWithControls): readonly Suite[] {
  return policy.custom.flatMap((custom) => {
    const control = controls.find(({ id }) => id === custom.id);
    if (control === undefined) return [];
    return [
      {
        id: custom.id,
        run: () => runExamples(custom.id, ownExamplesOf(custom), judgeByOwn(control, policy)),
      },
    ];
  });
}

/** A control's id, its family, or the path of its file. */
function names(path: string, id: string): boolean {
  const plain = path.replace(/^(?:\.\/)?shared\/controls\//, '').replace(/(?:\.ts|\/)$/, '');
  return plain === id || id.startsWith(`${plain}/`);
}

function text(failed: readonly ExampleResult[], all: number): string {
  if (failed.length === 0) return `all ${all} examples pass\n`;
  return failed
    .map(({ control, says, problems }) => `${control}: ${says}: ${problems.join('; ')}\n`)
    .join('');
}
