// `seawall certify IMAGE`: whether an image is certified, by whom and since when, or why not.
// SPDX-License-Identifier: Apache-2.0
import type { Command } from 'commander';
import { certifyImage } from '../../shared/certify/certify-images.ts';
import { certificatesOf, type Entry } from '../../shared/findings/certificates.ts';
import { memoryStore } from '../../shared/findings/memory.ts';
import type { RecordStore } from '../../shared/findings/store.ts';
import type { Verdict } from '../../shared/model/verdict.ts';
import { parseImageReference } from '../../shared/names/image-reference.ts';
import { judge } from '../../shared/pipeline.ts';
import { whoDecides } from '../decision/decide.ts';
import { openRecord, withRecord } from '../decision/record.ts';
import { problemLine } from '../input/problem.ts';
import { beginRun, type Run } from '../program/run.ts';
import { liveImages } from '../registry/live-images.ts';
import { referenceFault, referenceForm } from '../registry/reference-fault.ts';
import { isReference, readReference } from '../registry/references.ts';
import { openOutput } from '../report/output.ts';
import { definedOf } from '../terminal/defined.ts';
import { EnvironmentFailure, type ExitCode, exit, UsageError } from '../terminal/exit.ts';
import type { CommonOptions } from '../terminal/options.ts';
import { plain } from '../terminal/terminal.ts';

interface CertifyOptions extends CommonOptions {
  readonly record?: string;
  readonly profile?: string;
  readonly region?: string;
}

export function certifyCommand(command: Command, finish: (code: ExitCode) => void): void {
  command.argument('<image>', 'an image reference, with a tag or a digest');
  withRecord(command, 'seawall certify 111122223333.dkr.ecr.eu-central-1.amazonaws.com/shop/web:1.4.2');
  command.action(async (image: string, options: CertifyOptions) => finish(await certify(image, options)));
}

/** With a record it is written down there; without one it is only said. */
async function certify(image: string, options: CertifyOptions): Promise<ExitCode> {
  if (!isReference(image))
    throw new UsageError(
      `${plain(image)}: is no image reference: ${referenceFault(image) ?? 'it names no tag and no digest, or is a file'} (name ${referenceForm})`,
    );
  const run = await beginRun(options, [], 'facts');
  const { facts } = await liveImages([image], run.judging.facts, options.profile);
  const read = await readReference(image, facts);
  if (!read.ok) {
    if (read.environment) throw new EnvironmentFailure(problemLine(read.problem));
    throw new UsageError(problemLine(read.problem));
  }
  const verdicts: Verdict[] = [];
  for (const observation of read.observations)
    verdicts.push(...(await judge(observation, { ...run.judging, facts })));
  const store = await storeOf(options);
  try {
    const by =
      options.record === undefined
        ? 'nobody yet'
        : (await whoDecides({ ...options, record: options.record })).name;
    const certifying = { policy: run.policy, store, facts, now: () => run.now, by };
    const { outcome, why } = await certifyImage(read.pinned, verdicts, certifying);
    await answer(image, options, { outcome, why, known: await readKnown(store, read.pinned), run });
    return outcome === 'certified' ? exit.ok : exit.found;
  } finally {
    await store.close();
  }
}

async function storeOf({ record, profile, region }: CertifyOptions): Promise<RecordStore> {
  return record === undefined ? memoryStore() : openRecord(record, definedOf({ profile, region }));
}

async function readKnown(store: RecordStore, pinned: string): Promise<readonly Entry[]> {
  const reference = parseImageReference(pinned);
  const digest = reference?.digest ?? null;
  if (reference === null || digest === null) return [];
  return certificatesOf(store, `${reference.registry}/${reference.repository}`, digest);
}

interface Answer {
  readonly outcome: 'certified' | 'refused' | 'open';
  readonly why: readonly string[];
  readonly known: readonly Entry[];
  readonly run: Run;
}

async function answer(
  image: string,
  options: CertifyOptions,
  { outcome, why, known, run }: Answer,
): Promise<void> {
  const { record = null } = options;
  const output = openOutput(options.output, [record ?? undefined, run.policy.source]);
  const json = { version: 1, record, image, outcome, why, certificates: record === null ? [] : known };
  await output.write(
    options.format === 'json'
      ? `${JSON.stringify(json, null, 2)}\n`
      : textOf(image, outcome, why, record === null ? [] : known),
  );
  await output.close();
}

const words = {
  certified: 'passes everything that the policy demands',
  refused: 'is not certified',
  open: 'cannot be certified',
};

function textOf(
  image: string,
  outcome: Answer['outcome'],
  why: readonly string[],
  known: readonly Entry[],
): string {
  const lines = [
    `${image} ${words[outcome]}`,
    ...why.map((one) => `  ${one}`),
    ...known.map(({ tag, at, by, revoked }) =>
      revoked === null
        ? `  certified ${tag === null ? '' : `as ${tag} `}on ${at} by ${by}`
        : `  no longer ${tag === null ? '' : `as ${tag} `}since ${at}: ${revoked}`,
    ),
  ];
  return `${lines.map(plain).join('\n')}\n`;
}
