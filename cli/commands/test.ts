// `seawall test`: runs the examples of the controls; an example that does not hold ends with exit code 1.
import type { Command } from 'commander';
import { controls } from '../../shared/controls/index.ts';
import { type ExampleResult, runExamples } from '../../shared/examples/run.ts';
import { examplesOf } from '../support/examples.ts';
import { type ExitCode, exit, UsageError } from '../support/exit.ts';
import { judgeExample } from '../support/judge-example.ts';
import { type CommonOptions, withCommon } from '../support/options.ts';
import { openOutput } from '../support/output.ts';
import { tell } from '../support/tell.ts';

export function testCommand(root: Command, finish: (code: ExitCode) => void): void {
  const command = root
    .command('test')
    .description('run the examples of controls')
    .argument('[path...]', 'control ids or families; all where none is named');
  withCommon(command, ['table', 'json'], 'seawall test namespace-isolation');
  command.action(async (paths: string[], options: CommonOptions) => finish(await test(paths, options)));
}

async function test(paths: readonly string[], options: CommonOptions): Promise<ExitCode> {
  const ids = controls
    .map(({ id }) => id as string)
    .filter((id) => paths.length === 0 || paths.some((path) => names(path, id)));
  if (ids.length === 0)
    throw new UsageError(`no control is named ${paths.join(' or ')}: seawall controls lists them all`);
  const results: ExampleResult[] = [];
  for (const id of ids) results.push(...(await runExamples(id, await examplesOf(id), judgeExample)));
  const failed = results.filter(({ problems }) => problems.length > 0);
  const output = openOutput(options.output);
  await output.write(
    options.format === 'json'
      ? `${JSON.stringify({ version: 1, results }, null, 2)}\n`
      : text(failed, results.length),
  );
  await output.close();
  tell(`${results.length} examples of ${ids.length} controls, ${failed.length} do not hold`);
  return failed.length === 0 ? exit.ok : exit.found;
}

/** A control's id, its family, or the path of its file. */
function names(path: string, id: string): boolean {
  const plain = path.replace(/^(?:\.\/)?shared\/controls\//, '').replace(/(?:\.ts|\/)$/, '');
  return plain === id || id.startsWith(`${plain}/`);
}

function text(failed: readonly ExampleResult[], all: number): string {
  if (failed.length === 0) return `all ${all} examples hold\n`;
  return failed
    .map(({ control, says, problems }) => `${control}: ${says}: ${problems.join('; ')}\n`)
    .join('');
}
