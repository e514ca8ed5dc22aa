// `seawall init`: proposes a commented policy from what a snapshot or a record shows; writes a file only where told to.
// SPDX-License-Identifier: Apache-2.0
import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { controls } from '../../shared/controls/index.ts';
import { catalogueOf } from '../../shared/evaluate/catalogue.ts';
import { listFindings } from '../../shared/findings/listing.ts';
import type { Finding } from '../../shared/model/finding.ts';
import { loadPolicy } from '../../shared/policy/load.ts';
import type { Policy } from '../../shared/policy/policy.ts';
import { viewOf } from '../../shared/policy/view.ts';
import { openExistingRecord, recordNamed, withRecord } from '../decision/record.ts';
import { beginRun, type Run } from '../program/run.ts';
import { recordedSource } from '../program/sweep.ts';
import { seenInRecord } from '../proposal/from-record.ts';
import { lookThrough, seenInSnapshot } from '../proposal/from-snapshot.ts';
import type { Seen } from '../proposal/seen.ts';
import { type Under, under, underLines } from '../proposal/under.ts';
import { policyText } from '../proposal/write.ts';
import { openOutput } from '../report/output.ts';
import { definedOf } from '../terminal/defined.ts';
import { EnvironmentFailure, type ExitCode, exit, UsageError } from '../terminal/exit.ts';
import { type CommonOptions, withFacts } from '../terminal/options.ts';
import { tell } from '../terminal/tell.ts';
import { harmless } from '../terminal/terminal.ts';

interface InitOptions extends CommonOptions {
  readonly facts: readonly string[];
  readonly record?: string;
  readonly profile?: string;
  readonly region?: string;
  readonly write?: string;
}

/** A policy proposed, and what it would mean. */
interface Proposal {
  readonly text: string;
  readonly seen: Seen;
  readonly under: Under;
}

export function initCommand(command: Command, finish: (code: ExitCode) => void): void {
  command.option('--write <file>', 'write the policy to this file, which must not exist yet');
  withFacts(withRecord(command, 'seawall init --facts snapshot.json --write seawall.yml'));
  command.action(async (options: InitOptions) => finish(await init(options)));
}

async function init(options: InitOptions): Promise<ExitCode> {
  const run = await beginRun(options, [], 'facts');
  const proposal = await proposalOf(options, run);
  const output = openOutput(options.output, [...options.facts, options.record, run.policy.source]);
  if (options.write !== undefined) writePolicy(options.write, proposal.text);
  const { text, ...rest } = proposal;
  if (options.format === 'json')
    await output.write(`${JSON.stringify({ version: 1, policy: text, ...rest }, null, 2)}\n`);
  else if (options.write === undefined) {
    await output.write(text);
    for (const line of underLines(proposal.under)) tell(line);
    tell('nothing is written: --write seawall.yml does it');
  } else {
    await output.write(
      underLines(proposal.under)
        .map((line) => `${line}\n`)
        .join(''),
    );
    tell(`${options.write}: written; seawall evaluate and the other commands find it from here on down`);
  }
  await output.close();
  return exit.ok;
}

function proposalOf(options: InitOptions, run: Run): Promise<Proposal> {
  if (options.facts.length > 0) return fromSnapshot(options.facts, run);
  if (options.record !== undefined) return fromRecord(options, run);
  throw new UsageError(
    'nothing to propose from: expected --facts FILE (seawall snapshot makes it), --record FILE or --record dynamodb:TABLE',
  );
}

/** Looked through twice: to see what there is, and to see what the proposal would make of it. */
async function fromSnapshot(facts: readonly string[], run: Run): Promise<Proposal> {
  const source = recordedSource(facts);
  const looked = await lookThrough(source, run);
  for (const line of looked.missing) tell(`not looked at: ${line}`);
  const seen = seenInSnapshot(facts.join(', '), looked);
  const text = policyText(seen, run.now);
  const policy = loaded(text, run.now);
  const judging = { ...run.judging, policy, catalogue: catalogueOf(controls) };
  const { findings } = await lookThrough(source, { ...run, policy, controls, judging });
  return { text, seen, under: under(policy, controls, findings) };
}

async function fromRecord({ record, profile, region }: InitOptions, run: Run): Promise<Proposal> {
  const name = recordNamed(record);
  const store = await openExistingRecord(name, definedOf({ profile, region }));
  try {
    const findingsUnder = (policy: Policy): Promise<readonly Finding[]> =>
      listFindings(store, { ...viewOf(policy), now: run.now });
    const seen = seenInRecord(name, await findingsUnder(run.policy));
    const text = policyText(seen, run.now);
    const policy = loaded(text, run.now);
    return { text, seen, under: under(policy, controls, await findingsUnder(policy)) };
  } finally {
    await store.close();
  }
}

/** What cannot be loaded is not proposed: a mistake of ours, not of whoever asks. */
function loaded(text: string, now: string): Policy {
  const answer = loadPolicy(text, { file: 'the proposal', controls, now });
  if (answer.ok) return answer.policy;
  const [first] = answer.problems;
  throw new Error(`the proposal does not load: ${first?.line}:${first?.column}: ${first?.message}`);
}

/** `wx`: whoever has a policy keeps it. */
function writePolicy(file: string, text: string): void {
  try {
    writeFileSync(file, harmless(text), { flag: 'wx' });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST')
      throw new UsageError(`${file}: is there already, and stays as it is: give --write another name`);
    throw new EnvironmentFailure(
      `${file}: cannot be written: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
