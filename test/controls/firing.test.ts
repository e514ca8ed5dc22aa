// Every control fires on something in events/: on the story, or on a file of its own in events/controls/.
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { controls } from '../../shared/controls/index.ts';
import { catalogueOf } from '../../shared/evaluate/catalogue.ts';
import { certify, withCertificates } from '../../shared/findings/certificates.ts';
import { memoryStore } from '../../shared/findings/memory.ts';
import { factsFromFiles } from '../../shared/gather/files.ts';
import { readDocuments } from '../../shared/intake/documents/read.ts';
import { decodeLogs } from '../../shared/intake/events/cloudwatch-logs.ts';
import { envelopesOf } from '../../shared/intake/events/envelope.ts';
import { readEvent } from '../../shared/intake/events/read.ts';
import type { Observation } from '../../shared/model/observation.ts';
import type { Certificate } from '../../shared/model/signatures.ts';
import { type Judging, judge } from '../../shared/pipeline.ts';
import { loadPolicy } from '../../shared/policy/load.ts';
import { judgingWith, now } from '../support/judging.ts';

const folder = 'events/controls';
const factsOf = (file: string) => factsFromFiles([{ file, json: readFileSync(file, 'utf8') }]).facts;

async function failsOf(observations: readonly Observation[], judging: Judging): Promise<readonly string[]> {
  const verdicts = await Promise.all(observations.map((one) => judge(one, judging)));
  return verdicts.flat().flatMap(({ outcome, control }) => (outcome === 'fail' ? [control] : []));
}

/** As `evaluate` reads a file. */
function documentsIn(file: string, { policy }: Judging): readonly Observation[] {
  const { people } = policy.view;
  return readDocuments(readFileSync(file, 'utf8'), file, {
    readEvent: (raw, ref) => readEvent(raw, { ref, people }),
  }).flatMap((one) => (one.ok && one.intake.kind === 'observed' ? [one.intake.observation] : []));
}

/** As `replay` reads the story. */
function story(): readonly Observation[] {
  const ref = { file: null, index: 0, eventId: null, time: null };
  return globSync('events/[0-9]*.json')
    .flatMap((file) => envelopesOf(JSON.parse(readFileSync(file, 'utf8')), { decodeLogs }))
    .map((raw) => readEvent(raw, { ref, people: null }))
    .flatMap((intake) => (intake.kind === 'observed' ? [intake.observation] : []));
}

const ownFiles = globSync(`${folder}/*/*.{json,yaml}`).toSorted();
const controlOf = (file: string) => file.slice(folder.length + 1).replace(/\.(?:json|yaml)$/, '');

/** The policy, the snapshot and the certificates that lie beside the files. */
async function judgingOfFolder(): Promise<Judging> {
  const file = `${folder}/seawall.yml`;
  const readFile = (path: string) => readFileSync(`${folder}/${path}`, 'utf8');
  const loaded = loadPolicy(readFileSync(file, 'utf8'), { file, controls, now, readFile });
  if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join('; '));
  const store = memoryStore();
  const certificates: readonly Certificate[] = JSON.parse(
    readFileSync(`${folder}/certificates.json`, 'utf8'),
  );
  for (const certificate of certificates) await certify(store, certificate);
  const facts = withCertificates(factsOf(`${folder}/facts.json`), store, () => now);
  return { catalogue: catalogueOf(controls), policy: loaded.policy, facts, clock: 'facts' };
}

describe('every control fires', async () => {
  const judging = await judgingOfFolder();

  it.each(ownFiles.map((file) => [controlOf(file), file]))('%s on its file', async (control, file) => {
    expect(await failsOf(documentsIn(file, judging), judging)).toContain(control);
  });

  it('on the story, or on a file of its own, of which there is none too many', async () => {
    const ofStory = judgingWith({}, factsOf('events/facts.json'));
    const fired = new Set(await failsOf(story(), ofStory));
    const silent = controls.map(({ id }) => id as string).filter((id) => !fired.has(id));
    expect(
      ownFiles.map(controlOf).toSorted(),
      `write ${folder}/<id>.json or .yaml for each that is missing here: a document on which it fails; take out what is too many`,
    ).toEqual(silent.toSorted());
  });

  it('and no file of events/ holds a key but the examples of AWS', () => {
    const text = globSync('events/**/*.{json,yaml,yml}').map((file) => readFileSync(file, 'utf8'));
    const keys = text.join('\n').match(/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g) ?? [];
    expect(keys.filter((key) => !key.endsWith('EXAMPLE'))).toEqual([]);
  });
});
