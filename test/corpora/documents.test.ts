// Every document of the corpora is read: no problem, nothing thrown, the subjects it must give, and places for their paths.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DocumentResult, readDocuments } from '../../shared/intake/documents/read.ts';
import type { Subject } from '../../shared/model/subject.ts';
import { corpora } from '../support/corpora.ts';
import { runs } from '../support/extent.ts';

const root = corpora;
const absent = !existsSync(root);
if (absent && !process.env.CI) console.warn(`SKIPPED: no corpora at ${root} (set SEAWALL_CORPORA)`);

function filesIn(folder: string): readonly string[] {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => /\.(?:json|ya?ml)$/.test(name)).map((name) => join(folder, name));
  return files.sort();
}

const textOf = (file: string) => readFileSync(join(root, file), 'utf8');
const readAll = (folder: string) =>
  filesIn(folder).map((file) => ({ file, results: readDocuments(textOf(file), file) }));

function subjectsOf(results: readonly DocumentResult[]): readonly Subject[] {
  return results.flatMap((result) =>
    result.ok && result.intake.kind === 'observed' ? result.intake.observation.subjects : [],
  );
}

describe.skipIf(absent && !process.env.CI)('the corpora', () => {
  it.each([
    'ecs/taskdefs',
    'ecs/labelled',
    'k8s',
    'iam/labelled',
    'iam/vulnerable',
    'iam/managed',
    'iam/accounts',
  ])('%s reads without a problem', (folder) => {
    const read = readAll(folder);
    expect(read.length).toBeGreaterThan(0);
    expect(read.flatMap(({ results }) => results).filter(({ ok }) => !ok)).toEqual([]);
  });

  it.each([
    'ecs/taskdefs',
    'ecs/labelled',
    'k8s/labelled',
    'k8s/psa/baseline',
    'k8s/psa/restricted',
  ])('%s gives one workload a file', (folder) => {
    for (const { file, results } of readAll(folder)) {
      expect
        .soft(
          subjectsOf(results).map(({ kind }) => kind),
          file,
        )
        .toEqual(['workload']);
    }
  });

  it('ecs/taskdefs hold as many containers as they list', () => {
    for (const { file, results } of readAll('ecs/taskdefs')) {
      const { containerDefinitions } = JSON.parse(textOf(file));
      const [workload] = subjectsOf(results);
      expect
        .soft(workload?.kind === 'workload' && workload.containers.length, file)
        .toBe(containerDefinitions.length);
    }
  });

  it('iam/labelled gives one principal a file, named by its path', () => {
    for (const { file, results } of readAll('iam/labelled')) {
      expect
        .soft(
          subjectsOf(results).map(({ kind, id }) => [kind, id]),
          file,
        )
        .toEqual([['principal', file]]);
    }
  });

  it('iam/accounts gives as many principals as it lists', () => {
    for (const file of filesIn('iam/accounts').filter((name) => name.endsWith('.json'))) {
      const account = JSON.parse(textOf(file));
      const listed = ['UserDetailList', 'GroupDetailList', 'RoleDetailList'].flatMap(
        (key) => account[key] ?? [],
      );
      const principals = subjectsOf(readDocuments(textOf(file), file)).filter(
        (one) => one.kind === 'principal' && one.type !== 'policy',
      );
      expect.soft(principals.length, file).toBe(listed.length);
    }
  });

  it('every container of ecs and k8s has a place in its file', () => {
    for (const { file, results } of [...readAll('ecs/taskdefs'), ...readAll('k8s/psa/baseline')]) {
      const [result] = results;
      const [workload] = subjectsOf(results);
      if (result?.ok !== true || workload?.kind !== 'workload') continue;
      const places = workload.containers.map(({ path }) => result.position(path)?.line ?? 0);
      expect.soft(Math.min(...places), file).toBeGreaterThan(0);
      expect.soft(new Set(places).size === places.length || !textOf(file).includes('\n'), file).toBe(true);
    }
  });

  it('mutated documents never throw', () => {
    const texts = ['ecs/labelled', 'k8s/psa/restricted/pass', 'iam/labelled'].flatMap(filesIn).map(textOf);
    const piece = fc.constantFrom(
      '',
      '{',
      '}',
      '[',
      '"',
      ':',
      ',',
      '\n',
      '\uFFFD',
      'null',
      '- ',
      '&a ',
      '*a',
      '1e999',
      '!Sub ',
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), piece), { maxLength: 4 }),
        (text, changes) => {
          let mutated = text;
          for (const [where, insert] of changes) {
            const at = Math.floor(where * mutated.length);
            mutated = mutated.slice(0, at) + insert + mutated.slice(at + 1);
          }
          expect(Array.isArray(readDocuments(mutated, 'x'))).toBe(true);
        },
      ),
      runs(1000),
    );
  });
});
