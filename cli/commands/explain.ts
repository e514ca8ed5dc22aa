// `seawall explain CONTROL|FINDING`: what it means, why it matters, how to mend it, in words for people.
// SPDX-License-Identifier: Apache-2.0
import type { Command } from 'commander';
import { listFindings } from '../../shared/findings/listing.ts';
import type { Control } from '../../shared/model/control.ts';
import type { Finding } from '../../shared/model/finding.ts';
import { defaultSeverity } from '../../shared/policy/settings.ts';
import { viewOf } from '../../shared/policy/view.ts';
import { findingAmong, findingWords } from '../decision/finding-id.ts';
import { demoRecord, openExistingRecord, withRecord } from '../decision/record.ts';
import { noSuchControl } from '../input/control-id.ts';
import { controlsOfRun, type PolicyWithControls } from '../input/policy.ts';
import { findingJson } from '../report/finding-json.ts';
import { openOutput } from '../report/output.ts';
import { paragraphs, type Section } from '../report/paragraphs.ts';
import { pageOf, referencesOf, referenceWords } from '../report/references.ts';
import { shownTime } from '../report/words.ts';
import { definedOf } from '../terminal/defined.ts';
import { type ExitCode, exit } from '../terminal/exit.ts';
import { type CommonOptions, wantsColour } from '../terminal/options.ts';
import { tell } from '../terminal/tell.ts';
import { painter, plain } from '../terminal/terminal.ts';

interface ExplainOptions extends CommonOptions {
  readonly record: string;
  readonly profile?: string;
  readonly region?: string;
}

export function explainCommand(command: Command, finish: (code: ExitCode) => void): void {
  command.argument('<id>', `a control, such as namespace-isolation/no-privileged, or the ${findingWords}`);
  withRecord(command, 'seawall explain no-privileged', demoRecord);
  command.action(async (id: string, options: ExplainOptions) => finish(await explain(id, options)));
}

async function explain(id: string, options: ExplainOptions): Promise<ExitCode> {
  const now = options.now ?? new Date().toISOString();
  const found = await controlsOfRun({ ...options, now }, tell);
  const named = found.controls.filter((control) => control.id === id || control.id.endsWith(`/${id}`));
  const finding = named.length === 0 ? await findingOf(id, found, { ...options, now }) : null;
  const control = named[0] ?? found.controls.find((one) => one.id === finding?.control) ?? null;
  const output = openOutput(options.output, [options.record, found.policy.source]);
  const paint = painter(wantsColour(options, output.terminal));
  const sections = [
    ...(finding === null ? [] : ofFinding(finding)),
    ...(control === null ? [] : ofControl(control, found)),
  ];
  await output.write(
    options.format === 'json'
      ? `${JSON.stringify({ version: 1, finding: finding === null ? null : findingJson(finding), control: control === null ? null : aboutControl(control) }, null, 2)}\n`
      : paragraphs(sections, paint, output.columns),
  );
  await output.close();
  return exit.ok;
}

/** Hexadecimal digits are an id of a finding; anything else was meant as a control. */
async function findingOf(
  id: string,
  { controls, policy }: PolicyWithControls,
  { record, profile, region, now }: ExplainOptions & { readonly now: string },
): Promise<Finding> {
  if (!/^[0-9a-f]{4,}(?:\.\.[0-9a-f]*)?$/.test(id)) throw noSuchControl(id, controls);
  const store = await openExistingRecord(record, definedOf({ profile, region }));
  try {
    return findingAmong(await listFindings(store, { ...viewOf(policy), now }, {}), id);
  } finally {
    await store.close();
  }
}

function ofFinding({
  id,
  severity,
  status,
  subject,
  evidence,
  firstSeen,
  lastSeen,
}: Finding): readonly Section[] {
  return [
    {
      title: `${severity}: ${plain(subject.name)}`,
      lines: [`${status}, seen from ${shownTime(firstSeen)} to ${shownTime(lastSeen)} (UTC)`],
    },
    {
      title: 'What is wrong',
      lines: evidence.map(({ path, message }) => `${plain(message)} (${plain(path)})`),
    },
    { title: 'History', lines: [`seawall findings ${id.slice(0, 8)}`] },
  ];
}

function ofControl(control: Control, { policy }: PolicyWithControls): readonly Section[] {
  const { id, title, why, fix, allows, response } = control;
  const page = pageOf(control);
  return [
    { title: `${title}`, lines: [`${id}, ${defaultSeverity(control, policy.view.profile)}`] },
    { title: 'Why', lines: [why] },
    { title: 'How to fix', lines: [fix] },
    { title: 'What it does not flag', lines: allows },
    { title: 'What Seawall can do', lines: response === null ? [] : [`${response} (docs/responses.md)`] },
    { title: 'Stands for', lines: [referencesOf(control).map(referenceWords).join(', ')] },
    { title: 'More', lines: [...(page === null ? [] : [page]), `seawall controls ${id}`] },
  ];
}

function aboutControl(control: Control) {
  const { id, title, why, fix, allows, response, references } = control;
  return { id, title, why, fix, allows, response, references, page: pageOf(control) };
}
