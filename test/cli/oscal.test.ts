// OSCAL assessment results hold against the schema that NIST publishes (its prose left out), whatever is evaluated.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect } from 'vitest';
import { commandLineTests, folderWith, seawall } from './cli.ts';
import { definition, goodDefinition } from './documents.ts';

const it = commandLineTests();

// https://github.com/usnistgov/OSCAL/releases: oscal_assessment-results_schema.json, in the public domain.
const schema = JSON.parse(readFileSync('test/fixtures/oscal-assessment-results-1.2.3.schema.json', 'utf8'));
// Formats are repeated by patterns there, but for references, which are read as URLs below.
const valid = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(schema);

interface Prop {
  readonly name: string;
  readonly value: string;
}
interface Observation {
  readonly uuid: string;
  readonly props: readonly Prop[];
  readonly subjects: readonly { readonly 'subject-uuid': string }[];
  readonly 'relevant-evidence'?: readonly { readonly href?: string; readonly props?: readonly Prop[] }[];
}
interface Finding {
  readonly title: string;
  readonly target: { readonly 'target-id': string; readonly status: Readonly<Record<string, string>> };
  readonly 'related-observations': readonly { readonly 'observation-uuid': string }[];
  readonly 'related-risks'?: readonly { readonly 'risk-uuid': string }[];
  readonly links: readonly { readonly text: string }[];
}
interface Result {
  readonly observations?: readonly Observation[];
  readonly findings?: readonly Finding[];
  readonly risks?: readonly Readonly<Record<string, string>>[];
  readonly 'local-definitions': { readonly 'inventory-items'?: readonly { readonly uuid: string }[] };
}

function evaluated(files: Readonly<Record<string, unknown>>, ...more: string[]) {
  const cwd = folderWith(files);
  const args = ['evaluate', '.', '--now', '2026-11-20', '--fail-on', 'none', '--format', 'oscal', ...more];
  const { stdout } = seawall(args, { cwd });
  const document = JSON.parse(stdout)['assessment-results'];
  valid({ 'assessment-results': document });
  expect(valid.errors ?? []).toEqual([]);
  const [result]: readonly Result[] = document.results;
  if (result === undefined) throw new Error('no result');
  return { cwd, stdout, document, result };
}

const uuidsOf = (list: readonly { readonly uuid?: string }[] = []) => new Set(list.map(({ uuid }) => uuid));

describe('OSCAL assessment results', () => {
  it('hold against the schema, and what they refer to is there', () => {
    const { result, document } = evaluated({
      'a b/täsk#1.json': definition({ privileged: true, user: 'root' }),
      'c:d.json': goodDefinition,
    });
    const [observations, items, risks] = [
      uuidsOf(result.observations),
      uuidsOf(result['local-definitions']['inventory-items']),
      uuidsOf(result.risks),
    ];
    expect(observations.size).toBe(result.observations?.length);
    const { observations: seen = [], findings = [] } = result;
    const subjects = seen.flatMap((one) => one.subjects.map((subject) => subject['subject-uuid']));
    const related = findings.flatMap((one) =>
      one['related-observations'].map((to) => to['observation-uuid']),
    );
    const named = findings.flatMap((one) => (one['related-risks'] ?? []).map((to) => to['risk-uuid']));
    expect(items).toEqual(new Set(subjects));
    expect(observations).toEqual(new Set(related));
    expect(risks).toEqual(new Set(named));
    const [resource] = document['back-matter'].resources;
    expect(document['import-ap'].href).toBe(`#${resource.uuid}`);
  });

  it('name file, line and path of what fails, and the sections that the control stands for', () => {
    const { result } = evaluated({
      'a b/täsk#1.json': JSON.stringify(definition({ privileged: true }), null, 1),
    });
    const of = (control: string, outcome: string) =>
      result.observations?.find(({ props }) =>
        [control, outcome].every((wanted) => props.some(({ value }) => value === wanted)),
      );
    const [evidence] = of('namespace-isolation/no-privileged', 'fail')?.['relevant-evidence'] ?? [];
    expect(new URL(evidence?.href ?? '', 'file:///').pathname).toBe('/a%20b/t%C3%A4sk%231.json');
    expect(evidence?.props?.map(({ name }) => name)).toEqual(['path', 'line']);
    const finding = result.findings?.find(
      ({ target }) => target['target-id'] === 'namespace-isolation.no-privileged',
    );
    expect(finding?.target.status).toEqual({ state: 'not-satisfied', reason: 'fail' });
    expect(finding?.links.map(({ text }) => text)).toContain('NIST SP 800-190 4.4.3');
  });

  it('never call satisfied what is unknown or waived; what is waived is an accepted risk with an end', () => {
    const waivers = [
      {
        control: 'namespace-isolation/no-privileged',
        subject: '*',
        ...{ until: '2026-12-01', owner: 'kim', reason: 'moves next week' },
      },
    ];
    const { result } = evaluated({
      'a.json': definition({ privileged: true }),
      'seawall.yml': JSON.stringify({ version: 1, waivers }),
    });
    for (const { target, title } of result.findings ?? []) {
      const own = result.findings?.find((one) => one.title === title);
      const observed = new Set(own?.['related-observations'].map((one) => one['observation-uuid']));
      const outcomes = (result.observations ?? [])
        .filter(({ uuid }) => observed.has(uuid))
        .map(({ props }) => props.find(({ name }) => name === 'outcome')?.value);
      const satisfied = outcomes.every((outcome) => outcome === 'pass');
      expect([title, target.status.state]).toEqual([title, satisfied ? 'satisfied' : 'not-satisfied']);
    }
    const accepted = result.risks?.filter(({ status }) => status === 'deviation-approved') ?? [];
    expect(accepted.map(({ deadline }) => deadline)).toEqual(['2026-12-02T00:00:00.000Z']);
    expect(result.risks?.some(({ status }) => status === 'open')).toBe(true);
  });

  it('are the same bytes from the same files and policy, and have other names for another outcome', () => {
    const files = { 'a.json': definition({ privileged: true }) };
    const first = evaluated(files);
    expect(evaluated(files).stdout).toBe(first.stdout);
    expect(evaluated({ 'a.json': definition({ privileged: false }) }).document.uuid).not.toBe(
      first.document.uuid,
    );
  });

  it('hold where nothing was observed, and are no input of the next run', () => {
    const { result, cwd, stdout } = evaluated(
      { 'a.json': goodDefinition },
      ...['--only', 'fail', '--control', 'namespace-isolation/no-privileged'],
    );
    expect([result.observations, result.findings]).toEqual([undefined, undefined]);
    expect(stdout).not.toContain(cwd);
    const again = folderWith({ 'a.json': definition({ privileged: true }) });
    const to = ['evaluate', '.', '--fail-on', 'none', '--format', 'oscal=out.json'];
    expect(seawall(to, { cwd: again }).code).toBe(0);
    expect(seawall(to, { cwd: again }).code).toBe(0);
    expect(readFileSync(join(again, 'out.json'), 'utf8')).toMatch(/^\{"assessment-results":/);
  });

  it('hold for names that are commands, empty or turn the text around', () => {
    const name = '::error::x\n \u202eend ##vso[task.x] ';
    evaluated({ 'a.json': definition({ name, privileged: true }, { family: name }) });
  });
});
