// Images that nobody has scanned lately, or that hold what a scan found too grave.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { defineControl, evidence, fail, notApplicable, pass, unknown } from '../../model/control.ts';
import type { FactAnswer, FactRequestOf } from '../../model/facts.ts';
import type { Image, ImageScan } from '../../model/platform.ts';
import type { Evidence, Judgement } from '../../model/verdict.ts';
import {
  byGravity,
  countedFrom,
  describeAll,
  type ScanReport,
  severities,
  type Vulnerability,
  withExploitation,
} from '../../model/vulnerability.ts';
import type { Workload } from '../../model/workload.ts';
import { imagesOf, type NamedImage, together, unlessUnused } from '../questions/image-of.ts';

export { examples } from './scanned-clean.examples.ts';

const day = 24 * 60 * 60 * 1000;

const parameters = z.object({
  severity: z
    .enum(['critical', 'high', 'medium', 'low'])
    .default('high')
    .describe('Vulnerabilities from this severity on fail'),
  'only-fixable': z
    .boolean()
    .default(false)
    .describe('Only those for which the scan knows a fix, or does not say whether there is one'),
  exploited: z
    .boolean()
    .default(true)
    .describe('Those for which the scan knows an exploit fail at any severity'),
  epss: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe(
      'EPSS score from which on a vulnerability fails at any severity, unknown where Inspector does not know it; 0: it does not count',
    ),
  kev: z
    .boolean()
    .default(false)
    .describe(
      'Those that CISA lists as known to be exploited (KEV) fail at any severity, unknown where Inspector does not know',
    ),
  days: z
    .int()
    .min(1)
    .default(30)
    .describe('Age in days from which on a scan is old; scans that go on by themselves are not'),
});
type Parameters = z.output<typeof parameters>;

export const scannedClean = defineControl({
  id: 'image-provenance/scanned-clean',
  title: 'Images are scanned, and nothing grave is found in them',
  severity: 'high',
  stage: 'stable',
  judges: ['workload', 'image'],
  only: 'running',
  parameters,
  facts: (subject, { parameters: wanted }) =>
    imagesOf(subject).flatMap((image) => [
      scanOf(image),
      ...(asksInspector(wanted) ? [exploitationOf(image, wanted)] : []),
    ]),
  references: { nist: ['4.1.1', '4.4.5'], attack: ['T1190', 'T1195.002'] },
  why: 'A known hole in a running image is an open door with a sign on it; one that is known to be exploited has a queue before it.',
  fix: 'Build the image anew on a base image without the hole, and deploy that. Switch scanning on where there is none (`image-provenance/scan-on-push`).',
  allows: [
    'findings that somebody suppressed in Inspector',
    'counts of a scan’s event, where the registry answers: what it knows now stands',
    'signatures, SBOMs, attestations and charts, which nobody scans',
    'images without a tag that lie unused and unscanned in a registry',
    'for `patience.signature` after the push: scans come after their images',
  ],
  response: 'stop-workload',
  imageResponse: 'quarantine-image',
  judge: (subject, { parameters: wanted, policy, facts, seenAt }) => {
    const under = { wanted, ...fromEvent(subject, seenAt, policy.signaturePatienceMs) };
    return together(
      imagesOf(subject).map((image) => {
        const answer = facts.get(scanOf(image));
        const exploitation = asksInspector(wanted) ? facts.get(exploitationOf(image, wanted)) : null;
        const judged = judgeImage(image, { answer, exploitation }, under);
        // What a scan found stands, whoever uses the image.
        return isScanned(answer)
          ? judged
          : unlessUnused(judged, subject, image, answer.ok ? (answer.value.tagged ?? null) : null);
      }),
    );
  },
});

/** Only events on the image itself tell of its push and of its vulnerabilities. */
function fromEvent(
  subject: Workload | Image,
  seenAt: string | null,
  patience: number,
): Pick<Under, 'waits' | 'told' | 'scan'> {
  if (subject.kind !== 'image') return { waits: Number.NaN, told: [], scan: null };
  return { waits: Date.parse(seenAt ?? '') + patience, told: subject.told ?? [], scan: subject.scan };
}

function scanOf({ account, region, reference }: NamedImage): FactRequestOf<'image-scan'> {
  return { fact: 'image-scan', account, region, image: reference };
}

/** Nobody is asked for what no threshold is held against. */
function asksInspector({ epss, kev }: Parameters): boolean {
  return epss > 0 || kev;
}

function exploitationOf(
  { account, region, reference }: NamedImage,
  { kev }: Parameters,
): FactRequestOf<'image-exploitation'> {
  return { fact: 'image-exploitation', account, region, image: reference, listed: kev };
}

interface Answers {
  readonly answer: FactAnswer<'image-scan'>;
  /** Null: nobody asked. */
  readonly exploitation: FactAnswer<'image-exploitation'> | null;
}

interface Under {
  readonly wanted: Parameters;
  /** Milliseconds since 1970 until which the scan may still be on its way; NaN: nobody knows of the push. */
  readonly waits: number;
  /** What the event itself says of some of the vulnerabilities. */
  readonly told: readonly Vulnerability[];
  /** How the scan came out that the event tells of; null: it tells of none. */
  readonly scan: ImageScan | null;
}

function judgeImage(image: NamedImage, { answer, exploitation }: Answers, under: Under): Judgement {
  if (!answer.ok) return counted(image, answer.reason, under);
  const report = answer.value;
  if (report.artefact !== null)
    return image.runs
      ? unknown(`${image.who} runs ${report.artefact}: scanners look at images alone`)
      : notApplicable(`it is ${report.artefact}, not an image`);
  const now = Date.parse(answer.asOf);
  if (!isScanned(answer)) return unscanned(image, report, now, under);
  const known = exploitation?.ok === true ? exploitation.value : { vulnerabilities: [] };
  const found = withExploitation(report.vulnerabilities, known, under.told);
  const grave = found.filter((one) => isGrave(one, under.wanted)).toSorted(byGravity);
  if (grave.length > 0) return fail([graveOnes(image, grave, report)]);
  const aged = report.continuous ? pass : agedScan(image, report, now, under.wanted);
  return together([aged, ...unheld(image, found, exploitation, under.wanted)]);
}

/** Of ECR's basic scans, and of Inspector's (Amazon ECR User Guide and Amazon Inspector User Guide, events for EventBridge). */
const scanDone: ReadonlySet<string> = new Set(['COMPLETE', 'INITIAL_SCAN_COMPLETE']);

/**
 * Where nobody answers, the counts of the event stand: too many of them fail, none of them proves that the others are harmless. Nothing
 * is done about it, as some may be suppressed since.
 */
function counted(image: NamedImage, reason: string, { wanted, scan }: Under): Judgement {
  const least = wanted.severity.toUpperCase();
  const counts = countedFrom(least, (severity) => scan?.counts[severity] ?? 0);
  // Counts do not tell which have a fix.
  if (scan === null || !scanDone.has(scan.status) || wanted['only-fixable'] || counts.length === 0)
    return unknown(`what a scan found in ${image.who} is not known: ${reason}`);
  const message = `a scan found in ${image.who}: ${counts.join(', ')}`;
  return fail([evidence(image.path, counts.join(', '), 'no such vulnerability', message)], {
    respond: false,
  });
}

/** A threshold that nobody can hold a vulnerability against proves nothing. */
function unheld(
  image: NamedImage,
  found: readonly Vulnerability[],
  answer: Answers['exploitation'],
  { epss, kev }: Parameters,
): readonly Judgement[] {
  const why = (otherwise: string | null) =>
    answer?.ok === false ? answer.reason : (otherwise ?? 'Inspector does not tell it');
  const scoreless = epss === 0 ? [] : found.filter((one) => one.epss === undefined);
  const unlisted = kev ? found.filter((one) => one.listed === undefined) : [];
  const whyUnlisted = why(answer?.ok === true ? answer.value.unlisted : null);
  return [
    ...open(scoreless, (many) => `the EPSS score of ${many} in ${image.who} is not known: ${why(null)}`),
    ...open(unlisted, (many) => `whether CISA lists ${many} in ${image.who} is not known: ${whyUnlisted}`),
  ];
}

function open(of: readonly Vulnerability[], says: (many: string) => string): readonly Judgement[] {
  if (of.length === 0) return [];
  return [unknown(says(of.length === 1 ? '1 vulnerability' : `${of.length} vulnerabilities`))];
}

function isScanned(answer: FactAnswer<'image-scan'>): boolean {
  return answer.ok && ['COMPLETE', 'ACTIVE'].includes(answer.value.status);
}

/** Statuses: ECR API reference, ImageScanStatus. */
function unscanned(image: NamedImage, { status }: ScanReport, now: number, { waits }: Under): Judgement {
  const onItsWay = ['PENDING', 'IN_PROGRESS', 'NOT_SCANNED'].includes(status);
  const until = new Date(Number.isNaN(waits) ? 0 : waits).toISOString();
  if (onItsWay && now < waits)
    return unknown(`${image.who} is not scanned yet: it is judged again at ${until}`, until);
  if (status === 'PENDING' || status === 'IN_PROGRESS')
    return unknown(`the scan of ${image.who} is not done`);
  if (status === 'UNSUPPORTED_IMAGE')
    return unknown(`the scanner does not know the operating system of ${image.who}`);
  const why = status === 'NOT_SCANNED' ? 'was never scanned' : `has no scan that counts: ${status}`;
  return fail([evidence(image.path, status, 'COMPLETE', `${image.who} ${why}`)]);
}

function agedScan(
  image: NamedImage,
  { completedAt }: ScanReport,
  now: number,
  { days }: Parameters,
): Judgement {
  const age = (now - Date.parse(completedAt ?? '')) / day;
  if (Number.isNaN(age)) return unknown(`when ${image.who} was scanned is not known`);
  if (age <= days) return pass;
  const message = `${image.who} was last scanned ${Math.floor(age)} days ago`;
  return fail([evidence(image.path, completedAt, `at most ${days} days`, message)]);
}

function isGrave({ severity, fixable, exploited, epss, listed }: Vulnerability, wanted: Parameters): boolean {
  if (wanted.kev && listed === true) return true;
  if (wanted.exploited && exploited === true) return true;
  if (wanted.epss > 0 && epss !== undefined && epss >= wanted.epss) return true;
  if (wanted['only-fixable'] && fixable === false) return false;
  return severities.indexOf(severity) >= severities.indexOf(wanted.severity.toUpperCase());
}

const shown = 5;

/** One finding an image: counts, and the worst few. */
function graveOnes(image: NamedImage, grave: readonly Vulnerability[], { suppressed }: ScanReport): Evidence {
  const excused = suppressed > 0 ? `; ${suppressed} suppressed` : '';
  const found = grave.slice(0, shown).map(({ id }) => id);
  const message = `${image.who} holds ${describeAll(grave, shown)}${excused}`;
  return evidence(image.path, found, 'no such vulnerability', message);
}
