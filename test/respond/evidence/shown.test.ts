// Where people find the evidence: in the journal, with the finding, in messages; and the link that leads there.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sqliteStore } from '../../../shared/findings/sqlite.ts';
import type { KeptEvidence } from '../../../shared/model/response.ts';
import { evidenceText } from '../../../shared/notify/response-words.ts';
import { evidenceBlocks } from '../../../shared/notify/slack/kept-evidence.ts';
import { respond } from '../../../shared/respond/engine/engine.ts';
import { workloadEvidence } from '../../../shared/respond/evidence/evidence.ts';
import type { EvidenceGathering } from '../../../shared/respond/planning/action.ts';
import { emptyFolder, seawall } from '../../cli/cli.ts';
import { benchOf, broken, mendingAction } from '../world.ts';

const kept: KeptEvidence = {
  ...{ place: 's3://seawall-anchors/evidence/f/f-0.json', version: 'v1', region: 'eu-west-1' },
  ...{ sha256: 'c0ffee'.repeat(10), missing: [] },
};

it('on the command line: in the journal and with the finding, in text and JSON', async () => {
  const cwd = emptyFolder();
  const store = sqliteStore(join(cwd, 'record.sqlite'));
  const gather: EvidenceGathering['gather'] = async (_finding, _calls, _sources, { workloads }) => {
    workloads.push({ ...workloadEvidence('task', 'web'), description: {} });
  };
  const bench = benchOf({
    store,
    actionOf: () => ({ ...mendingAction(), evidence: { permissions: [], isNeeded: () => true, gather } }),
    evidence: {
      keep: async (key) => ({ place: `s3://anchors/${key}`, version: 'v1', region: 'eu-west-1' }),
      within: async (_, work) => work,
    },
  });
  const change = await broken(bench);
  const { finding } = change;
  await respond(change, bench.parts);
  await store.close();
  const run = (...args: readonly string[]) => seawall([...args, '--record', 'record.sqlite'], { cwd }).stdout;
  const place = `s3://anchors/evidence/${finding.id}/${finding.id}-0.json`;
  expect(run('journal', finding.id)).toContain('Evidence kept before it was stopped: ');
  expect(run('findings', finding.id)).toContain(
    `${finding.id}-0: Evidence kept before it was stopped: ${place}`,
  );
  expect(JSON.parse(run('findings', finding.id, '--format', 'json')).keptEvidence).toEqual([
    {
      response: `${finding.id}-0`,
      place,
      version: 'v1',
      region: 'eu-west-1',
      sha256: expect.any(String),
      missing: [],
    },
  ]);
  expect(seawall(['journal', '--verify', '--record', 'record.sqlite'], { cwd }).code).toBe(0);
});

describe('the link in Slack', () => {
  const links = (change: Partial<KeptEvidence>) =>
    JSON.stringify(evidenceBlocks({ ...kept, ...change })).match(/<https[^|]*\|/g) ?? [];

  it('leads to the very version in the console of its Region', () => {
    expect(links({})).toEqual([
      '<https://eu-west-1.console.aws.amazon.com/s3/object/seawall-anchors?region=eu-west-1&prefix=evidence%2Ff%2Ff-0.json&versionId=v1|',
    ]);
    expect(links({ version: null })[0]).not.toContain('versionId');
  });

  it.each<Partial<KeptEvidence>>([
    { region: 'evil.example/' },
    { region: null },
    { region: 'cn-north-1' },
    { place: null },
    { place: 'https://evil.example/a' },
    { place: 's3://evil.example|x/evidence/f' },
    { place: 's3://UPPER/evidence' },
  ])('is left out for %j', (change) => {
    expect(links(change)).toEqual([]);
  });

  it('is no way out of its markup', () => {
    expect(links({ place: 's3://bucket/a|b>c <!channel>', version: '>|<!here>' })).toEqual([
      '<https://eu-west-1.console.aws.amazon.com/s3/object/bucket?region=eu-west-1&prefix=a%7Cb%3Ec%20%3C!channel%3E&versionId=%3E%7C%3C!here%3E|',
    ]);
  });
});

it('in words: where, what is missing, and why there is none', () => {
  expect(evidenceText(kept)).toBe(
    'Evidence kept before it was stopped: s3://seawall-anchors/evidence/f/f-0.json (SHA-256 c0ffeec0ffee…)',
  );
  expect(evidenceText({ ...kept, missing: ['a', 'b'] })).toContain('; missing: a; b');
  expect(evidenceText({ ...kept, place: null })).toBe('No evidence was kept: there was none');
});
