// Runs the examples of all controls for Stryker, in one process: a mutant is a switch in code that is loaded already.
// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { InstrumenterContext } from '@stryker-mutator/api/core';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  type DryRunResult,
  DryRunStatus,
  determineHitLimitReached,
  type MutantRunOptions,
  type MutantRunResult,
  type TestResult,
  type TestRunner,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import type { Example } from '../../shared/controls/examples/example.ts';
import { type JudgeExample, runExamples } from '../../shared/controls/examples/run.ts';
import { rowsOf } from '../generate/said.ts';

/** Where Stryker's instrumented code looks for the mutant that is on, and notes what it ran. */
type Switches = { -readonly [K in keyof InstrumenterContext]: InstrumenterContext[K] | undefined };

interface Test {
  readonly id: string;
  readonly problems: () => Promise<readonly string[]>;
}

/** One test an example, from the copy of the project that Stryker has put its mutants into. */
async function testsIn(sandbox: string): Promise<Test[]> {
  const load = (file: string) => import(pathToFileURL(resolve(sandbox, file)).href);
  const { controls }: typeof import('../../shared/controls/index.ts') =
    await load('shared/controls/index.ts');
  const { examplesOf }: typeof import('../../cli/examples/examples.ts') =
    await load('cli/examples/examples.ts');
  const judging: typeof import('../../cli/examples/judge-example.ts') = await load(
    'cli/examples/judge-example.ts',
  );
  const tests: Test[] = [];
  for (const { id } of controls) {
    const page = readFileSync(resolve(sandbox, `docs/controls/${id}.md`), 'utf8');
    for (const [section, examples] of Object.entries(await examplesOf(id)))
      for (const [index, example] of examples.entries())
        tests.push({
          id: `${id} ${section} ${index}: ${example.says}`,
          problems: () => problemsOf(id, section, example, { page, judgeExample: judging.judgeExample }),
        });
  }
  return tests;
}

interface Proof {
  readonly page: string;
  readonly judgeExample: JudgeExample;
}

/** What `seawall test` checks of an example, and whether all that is said of it stands in the control's page. */
async function problemsOf(
  control: string,
  section: string,
  example: Example,
  { page, judgeExample }: Proof,
): Promise<string[]> {
  const verdicts = await judgeExample(example);
  const one = { fails: [], passes: [], [section]: [example] };
  const results = await runExamples(control, one, async () => verdicts);
  const unsaid = rowsOf(control, example, verdicts).filter((row) => !page.includes(row));
  return [...results.flatMap(({ problems }) => problems), ...unsaid];
}

class ExampleRunner implements TestRunner {
  static readonly inject = [] as const;
  readonly #context: Switches;
  #tests: readonly Test[] = [];

  constructor() {
    const shared: { __stryker__?: Switches } = globalThis as never;
    this.#context = shared.__stryker__ ??= {} as Switches;
  }

  capabilities() {
    return { reloadEnvironment: false };
  }

  async init(): Promise<void> {
    this.#tests = await testsIn(process.cwd());
  }

  async dryRun(): Promise<DryRunResult> {
    const result = await this.#run(this.#tests, true);
    const { mutantCoverage } = this.#context;
    return result.status === DryRunStatus.Complete && mutantCoverage !== undefined
      ? { ...result, mutantCoverage }
      : result;
  }

  async mutantRun({
    activeMutant,
    testFilter,
    hitLimit,
    disableBail,
  }: MutantRunOptions): Promise<MutantRunResult> {
    const tests = this.#tests.filter(({ id }) => testFilter === undefined || testFilter.includes(id));
    this.#context.activeMutant = activeMutant.id;
    this.#context.hitCount = hitLimit === undefined ? undefined : 0;
    this.#context.hitLimit = hitLimit;
    const result = await this.#run(tests, disableBail);
    this.#context.activeMutant = undefined;
    return toMutantRunResult(determineHitLimitReached(this.#context.hitCount, hitLimit) ?? result);
  }

  async #run(tests: readonly Test[], toTheEnd: boolean): Promise<DryRunResult> {
    const results: TestResult[] = [];
    for (const test of tests) {
      this.#context.currentTestId = test.id;
      const result = await resultOf(test);
      results.push(result);
      if (result.status === TestStatus.Failed && !toTheEnd) break;
    }
    this.#context.currentTestId = undefined;
    return { status: DryRunStatus.Complete, tests: results };
  }
}

async function resultOf({ id, problems: find }: Test): Promise<TestResult> {
  const start = performance.now();
  const problems: string[] = [];
  try {
    problems.push(...(await find()));
  } catch (error) {
    problems.push(String(error));
  }
  const common = { id, name: id, timeSpentMs: performance.now() - start };
  return problems.length === 0
    ? { ...common, status: TestStatus.Success }
    : { ...common, status: TestStatus.Failed, failureMessage: problems.join('; ') };
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'examples', ExampleRunner)];
