// Images that nobody has scanned lately, or that hold what a scan found too grave.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { defineControl, evidence, fail, notApplicable, pass, unknown } from '../../model/control.ts';
import type { FactAnswer, FactRequestOf } from '../../model/facts.ts';
import type { Image } from '../../model/platform.ts';
import type { ScanReport, Vulnerability } from '../../model/signatures.ts';
import type { Evidence, Judgement } from '../../model/verdict.ts';
import type { Workload } from '../../model/workload.ts';
import { imagesOf, type NamedImage, together, unlessUnused } from '../questions/image-of.ts';

export { examples } from './scanned-clean.examples.ts';

const day = 24 * 60 * 60 * 1000;
/** ECR's FindingSeverity, from low to high. */
const scale = ['UNDEFINED', 'UNTRIAGED', 'INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'];

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
      'EPSS score from which on a vulnerability fails at any severity, unknown where nobody told it; 0: it does not count',
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
  facts: (subject) => imagesOf(subject).map(scanOf),
  references: { nist: ['4.1.1', '4.4.5'], attack: ['T1190', 'T1195.002'] },
  why: 'A known hole in a running image is an open door with a sign on it; one that is known to be exploited has a queue before it.',
  fix: 'Build the image anew on a base image without the hole, and deploy that. Switch scanning on where there is none (`image-provenance/scan-on-push`).',
  allows: [
    'findings that somebody suppressed in Inspector',
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
        const judged = judgeImage(image, answer, under);
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
): Pick<Under, 'waits' | 'told'> {
  if (subject.kind !== 'image') return { waits: Number.NaN, told: [] };
  return { waits: Date.parse(seenAt ?? '') + patience, told: subject.told ?? [] };
}

function scanOf({ account, region, reference }: NamedImage): FactRequestOf<'image-scan'> {
  return { fact: 'image-scan', account, region, image: reference };
}

interface Under {
  readonly wanted: Parameters;
  /** Milliseconds since 1970 until which the scan may still be on its way; NaN: nobody knows of the push. */
  readonly waits: number;
  /** What the event itself says of some of the vulnerabilities. */
  readonly told: readonly Vulnerability[];
}

function judgeImage(image: NamedImage, answer: FactAnswer<'image-scan'>, under: Under): Judgement {
  if (!answer.ok) return unknown(`what a scan found in ${image.who} is not known: ${answer.reason}`);
  const report = answer.value;
  if (report.artefact !== null) return notApplicable(`it is ${report.artefact}, not an image`);
  const now = Date.parse(answer.asOf);
  if (!isScanned(answer)) return unscanned(image, report, now, under);
  const found = report.vulnerabilities.map((one) => scored(one, under.told));
  const grave = found.filter((one) => isGrave(one, under.wanted)).toSorted(byGravity);
  if (grave.length > 0) return fail([graveOnes(image, grave, report)]);
  const aged = report.continuous ? pass : agedScan(image, report, now, under.wanted);
  return together([aged, byScores(image, found, under.wanted)]);
}

/** The scan decides what an image has: an event that comes late may tell of what is closed by now. */
function scored(one: Vulnerability, told: readonly Vulnerability[]): Vulnerability {
  const epss = one.epss ?? told.find(({ id }) => id === one.id)?.epss;
  return epss === undefined ? one : { ...one, epss };
}

/** A threshold that nobody can hold a score against proves nothing. */
function byScores(image: NamedImage, found: readonly Vulnerability[], { epss }: Parameters): Judgement {
  const open = epss === 0 ? [] : found.filter((one) => one.epss === undefined);
  if (open.length === 0) return pass;
  const many = open.length === 1 ? '1 vulnerability' : `${open.length} vulnerabilities`;
  return unknown(
    `the EPSS score of ${many} in ${image.who} is not known: only Inspector’s events tell it, ECR’s scans do not`,
  );
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

function isGrave({ severity, fixable, exploited, epss }: Vulnerability, wanted: Parameters): boolean {
  if (wanted.exploited && exploited === true) return true;
  if (wanted.epss > 0 && epss !== undefined && epss >= wanted.epss) return true;
  if (wanted['only-fixable'] && fixable === false) return false;
  return scale.indexOf(severity) >= scale.indexOf(wanted.severity.toUpperCase());
}

function byGravity(a: Vulnerability, b: Vulnerability): number {
  const weight = ({ severity, exploited }: Vulnerability) =>
    scale.indexOf(severity) + (exploited === true ? 10 : 0);
  return weight(b) - weight(a) || (a.id < b.id ? -1 : 1);
}

const shown = 5;

/** One finding an image: counts, and the worst few. */
function graveOnes(image: NamedImage, grave: readonly Vulnerability[], { suppressed }: ScanReport): Evidence {
  const counts = scale.toReversed().flatMap((severity) => {
    const count = grave.filter((one) => one.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity.toLowerCase()}`];
  });
  const worst = grave.slice(0, shown).map(described);
  const rest = grave.length > shown ? ` and ${grave.length - shown} more` : '';
  const excused = suppressed > 0 ? `; ${suppressed} suppressed` : '';
  const message = `${image.who} holds ${counts.join(', ')}: ${worst.join(', ')}${rest}${excused}`;
  return evidence(
    image.path,
    grave.slice(0, shown).map(({ id }) => id),
    'no such vulnerability',
    message,
  );
}

function described({ id, package: name, fixable, exploited, epss }: Vulnerability): string {
  const said = [
    name,
    exploited === true ? 'exploited' : null,
    epss === undefined ? null : `EPSS ${epss}`,
    fixable === true ? 'fix available' : null,
  ];
  const more = said.filter((one) => one !== null);
  return more.length === 0 ? id : `${id} (${more.join(', ')})`;
}
