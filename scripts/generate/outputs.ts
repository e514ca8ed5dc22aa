// Everything that is generated, as path and text: what `npm run generate` writes and a test compares.
// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { commands } from '../../cli/commands.ts';
import { judgeBy } from '../../cli/examples/judge-example.ts';
import { program } from '../../cli/main.ts';
import { policyJsonSchema } from '../../shared/policy/json-schema.ts';
import { actionFiles } from './action-files.ts';
import { checkRegistries } from './check-registries.ts';
import { renderCli } from './cli-page.ts';
import { renderCompliance } from './compliance-page.ts';
import { contributing } from './contributing.ts';
import { type ControlFile, controlFiles } from './control-files.ts';
import { renderCatalogue, renderPage } from './control-page.ts';
import { renderCost } from './cost-page.ts';
import { callsExports, nativeExports } from './event-index.ts';
import { witnessesOf } from './events/witnesses.ts';
import { renderEvents } from './events-page.ts';
import type { Output } from './output.ts';
import { readme } from './readme.ts';
import { registryIndexes } from './registry-indexes.ts';
import { renderResponses } from './responses-page.ts';
import { roleTemplates } from './role-templates.ts';
import { ruleTemplate } from './rule-template.ts';
import { saidOf } from './said.ts';
import { renderScale } from './scale-page.ts';
import { testingPage } from './testing-page.ts';

/** What other pages are derived from besides the indexes: brought up to date before them. */
export async function templates(root: string): Promise<readonly Output[]> {
  await checkRegistries(root);
  const [actions, calls, events] = await Promise.all([
    actionFiles(root),
    callsExports(root),
    nativeExports(root),
  ]);
  return [
    ...(await roleTemplates(
      root,
      actions.map(({ action }) => action),
    )),
    ruleTemplate(root, { calls: calls.map(({ value }) => value), events: events.map(({ value }) => value) }),
  ];
}

export async function outputs(root: string): Promise<readonly Output[]> {
  const files = await controlFiles(root);
  const defined = (await actionFiles(root)).map(({ action }) => action);
  return [
    ...registryIndexes(root),
    { path: 'shared/controls/ids.released.json', text: released(root, files) },
    { path: 'docs/controls/README.md', text: renderCatalogue(files) },
    { path: 'docs/responses.md', text: renderResponses(defined) },
    contributing(root),
    testingPage(
      root,
      defined.map(({ name }) => name),
    ),
    readme(
      root,
      files.map(({ control }) => control),
    ),
    ...(await templates(root)),
    { path: 'docs/compliance.md', text: renderCompliance(files.map(({ control }) => control)) },
    { path: 'docs/cli.md', text: await commandLine() },
    { path: 'docs/cost.md', text: renderCost(root) },
    { path: 'docs/scale.md', text: renderScale(root) },
    { path: 'docs/events.md', text: await events(root, files) },
    ...(await pages(files)),
    {
      path: 'seawall.schema.json',
      text: `${JSON.stringify(policyJsonSchema(files.map(({ control }) => control)), null, 2)}\n`,
    },
  ];
}

async function commandLine(): Promise<string> {
  const names = commands.map(({ name }) => name);
  return renderCli(await program(names), names);
}

async function events(root: string, files: readonly ControlFile[]): Promise<string> {
  const judge = judgeBy(files.map(({ control }) => control));
  return renderEvents(root, await witnessesOf(root, files, judge));
}

/** By the controls as found: the index that `judgeExample` reads may not know a new one yet. */
function pages(files: readonly ControlFile[]): Promise<Output[]> {
  const judge = judgeBy(files.map(({ control }) => control));
  return Promise.all(
    files.map(async (file) => ({
      path: `docs/controls/${file.control.id}.md`,
      text: renderPage(file, await saidOf(file.control.id, file.examples(), judge)),
    })),
  );
}

/** Ids of stable controls are promises: the list only grows. Throws where a released one is gone. */
function released(root: string, files: readonly ControlFile[]): string {
  const before = releasedBefore(root);
  const stable = files
    .filter(({ control }) => control.stage === 'stable')
    .map(({ control }) => control.id as string);
  const gone = before.filter((id) => !stable.includes(id));
  if (gone.length > 0)
    throw new Error(`released control ids are promises, these are gone: ${gone.join(', ')}`);
  return `${JSON.stringify([...new Set([...before, ...stable])].sort(), null, 2)}\n`;
}

function releasedBefore(root: string): string[] {
  try {
    const ids: unknown = JSON.parse(readFileSync(`${root}/shared/controls/ids.released.json`, 'utf8'));
    return Array.isArray(ids) ? ids.map(String) : [];
  } catch {
    return [];
  }
}
