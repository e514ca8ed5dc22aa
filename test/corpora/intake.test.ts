// Every sample event of the corpora goes through intake: nothing throws, and only what is broken is unreadable.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeLogs } from '../../shared/intake/events/cloudwatch-logs.ts';
import { envelopesOf } from '../../shared/intake/events/envelope.ts';
import { readEvent } from '../../shared/intake/events/read.ts';
import type { Intake, Observation } from '../../shared/model/observation.ts';
import { completed, noFacts } from '../intake/events/records.ts';
import { corpora } from '../support/corpora.ts';
import { runs } from '../support/extent.ts';

const events = join(corpora, 'events');
const absent = !existsSync(events) && process.env.CI === undefined;

interface Read {
  readonly file: string;
  readonly record: unknown;
  readonly intake: Intake;
}

function documentsIn(text: string): readonly unknown[] {
  try {
    return [JSON.parse(text) as unknown];
  } catch {
    return text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.parse(line) as unknown);
  }
}

function readAll(): readonly Read[] {
  const files = readdirSync(events, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.jsonl?$/.test(file) && file !== 'labels.jsonl',
  );
  return files.sort().flatMap((file) =>
    documentsIn(readFileSync(join(events, file), 'utf8'))
      .flatMap((document) => envelopesOf(document, { decodeLogs }))
      .map((record, index) => ({
        file,
        record,
        intake: readEvent(record, { ref: { file, index, eventId: null, time: null }, people: null }),
      })),
  );
}

function observationIn(reads: readonly Read[], file: string): Observation {
  const intake = reads.find((read) => read.file === join('labelled', file))?.intake;
  if (intake?.kind !== 'observed') throw new Error(`${file} is ${intake?.kind ?? 'missing'}`);
  return intake.observation;
}

describe.skipIf(absent)('events of the corpora', () => {
  const reads = absent ? [] : readAll();

  it('are observed, dropped by name, or unreadable with a reason', () => {
    const counts = new Map<string, number>();
    for (const { intake } of reads) {
      const key =
        intake.kind === 'observed'
          ? `observed ${intake.observation.source}`
          : `${intake.kind}: ${intake.reason}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    console.log(
      [...counts]
        .sort()
        .map(([key, count]) => `${String(count).padStart(5)} ${key}`)
        .join('\n'),
    );
    expect(reads.length).toBeGreaterThan(400);
  });

  it('only what is broken is unreadable', () => {
    const unreadable = reads
      .filter(({ intake }) => intake.kind === 'unreadable')
      .map(({ file, intake }) => `${file}: ${'reason' in intake ? intake.reason : ''}`);
    console.log(unreadable.join('\n'));
    expect(unreadable.filter((line) => line.includes('reader failed'))).toEqual([]);
    expect(unreadable.filter((line) => line.startsWith('labelled'))).toEqual([]);
  });

  it('every labelled event that should fail yields a subject of the kind its control judges', () => {
    const labels = readFileSync(join(events, 'labels.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { file: string; control: string; outcome: string });
    const kinds: Record<string, readonly string[]> = {
      'control-plane/cluster-admin-entries': ['principal', 'cluster'],
      'control-plane/registry-not-public': ['repository'],
      'blast-radius/no-foreign-trust': ['principal'],
      'namespace-isolation/no-privileged': ['workload'],
      'namespace-isolation/no-host-namespaces': ['workload'],
      'namespace-isolation/no-host-paths': ['workload'],
      'segmentation/own-network-interface': ['workload'],
      'input-validation/non-root-user': ['workload'],
    };
    for (const { file, control, outcome } of labels) {
      if (outcome === 'not-fail') continue;
      const { subjects, pending } = observationIn(reads, file);
      const looked = pending.flatMap((one) => completed(one, noFacts));
      const found = [...subjects, ...looked].map((subject) => subject.kind);
      expect(
        found.some((kind) => (kinds[control] ?? ['call']).includes(kind)),
        `${file} ${control}: ${found.join(' ')}`,
      ).toBe(true);
    }
  });

  it('never throws on a damaged event, nor on completing what it is waiting for', () => {
    const records = reads.map(({ record }) => record);
    const junk = fc.oneof(
      fc.constantFrom(null, true, -1, '', '%E0%A4%A', [], {}, [null], { items: [null] }, [[[]]]),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(fc.nat(records.length - 1), fc.infiniteStream(fc.nat()), junk, (index, path, value) => {
        const damaged: unknown = structuredClone(records[index]);
        replaceSomewhere(damaged, path, value);
        for (const record of envelopesOf(damaged, { decodeLogs })) {
          const intake = readEvent(record, {
            ref: { file: null, index, eventId: null, time: null },
            people: null,
          });
          if (intake.kind === 'unreadable') expect(intake.reason).not.toContain('reader failed');
          if (intake.kind !== 'observed') continue;
          for (const one of intake.observation.pending)
            one.complete({ ok: false, code: 'failed', reason: 'no' });
        }
      }),
      runs(5000),
    );
  });
});

/** Walks a random way into the value and puts `value` where it ends. */
function replaceSomewhere(root: unknown, path: Iterator<number>, value: unknown): void {
  let node: unknown = root;
  for (let depth = 0; depth < 12; depth++) {
    if (typeof node !== 'object' || node === null) return;
    const keys = Object.keys(node);
    const key = keys[(path.next().value ?? 0) % Math.max(keys.length, 1)];
    if (key === undefined) return;
    const child: unknown = Reflect.get(node, key);
    const leaf = typeof child !== 'object' || child === null;
    if (leaf || (path.next().value ?? 0) % 4 === 0) {
      Reflect.set(node, key, value);
      return;
    }
    node = child;
  }
}
