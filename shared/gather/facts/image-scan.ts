// The fact `image-scan`: what ECR's basic scan or Inspector found in every platform of an image (DescribeImageScanFindings).
// SPDX-License-Identifier: Apache-2.0
import { inspectorVulnerability } from '../../intake/images/vulnerability.ts';
import type { FactAnswer, FactRequestOf } from '../../model/facts.ts';
import { dig, type JsonObject, stringOf } from '../../model/json.ts';
import { earlierOf } from '../../model/time.ts';
import type { ScanReport, Vulnerability } from '../../model/vulnerability.ts';
import { imageIn } from '../../registry/image.ts';
import { nothingTold, type RepositoryReader } from '../../registry/port.ts';
import { type ApiAnswer, type AwsApi, objectsOf } from '../api.ts';
import { defineFact } from '../define-fact.ts';
import { giveUp, type Registries, readingImage } from '../registries.ts';

declare module '../../model/facts.ts' {
  interface FactTypes {
    /** What the registry's scanner found in an image. */
    'image-scan': { ask: FactPlace & { image: string }; value: ScanReport };
  }
}

function readImageScan(
  ask: FactRequestOf<'image-scan'>,
  registries: Registries,
): Promise<FactAnswer<'image-scan'>> {
  return readingImage<'image-scan'>(ask.image, registries, async ({ repository, reference, meant }) => {
    const { ecr } = reference;
    if (ecr === null)
      return giveUp('no-facts', `scans of ${reference.registry} are not read: only those of ECR are`);
    const manifest = await repository.manifest(meant);
    if (manifest === null) return giveUp('not-found', `${repository.name} holds no image ${meant}`);
    const { digest, artefact, platforms } = await imageIn(repository, manifest);
    const scans: Scan[] = [];
    for (const platform of platforms) {
      const input = { registryId: ecr.account, repositoryName: ecr.repository };
      const imageId = { imageDigest: platform.digest };
      scans.push(scanOf(await pagesOf(registries.api, ecr, { ...input, imageId, maxResults: 1000 })));
    }
    const found = { digest, artefact, ...merged(scans) };
    return { ...found, ...(await readTags(repository, found)) };
  });
}

/** Asked only where it decides: an image that nobody scanned may be one that nobody uses. */
async function readTags(
  repository: RepositoryReader,
  { digest, status }: Pick<ScanReport, 'digest' | 'status'>,
): Promise<Pick<ScanReport, 'tagged'>> {
  if (good.indexOf(status) >= good.indexOf('ACTIVE')) return {};
  const { tags, pushedAt } = await repository.about(digest).catch(() => nothingTold);
  return pushedAt === null ? {} : { tagged: tags.length > 0 };
}

// 1,000 on a page is the most (API reference, maxResults). Nobody reads on after so many.
const maximumPages = 10;

/** ECR says ScanNotFoundException where nobody has scanned the image: an answer, not a failure. */
async function pagesOf(
  api: AwsApi,
  { account, region }: { readonly account: string; readonly region: string },
  input: JsonObject,
): Promise<readonly JsonObject[]> {
  const pages: JsonObject[] = [];
  for (let token: string | null = null; pages.length < maximumPages; ) {
    const next: JsonObject = token === null ? input : { ...input, nextToken: token };
    const place = { account, region, service: 'ecr', operation: 'DescribeImageScanFindings' };
    const answer: ApiAnswer = await api.call({ ...place, input: next, absenceAnswers: true });
    if (!answer.ok && answer.error === 'ScanNotFoundException') return [notScanned];
    if (!answer.ok) return giveUp(answer.code, answer.reason);
    pages.push(answer.output);
    const following = stringOf(answer.output.nextToken);
    if (following === null || following === token) return pages;
    token = following;
  }
  return giveUp('failed', 'the scan has more findings than are read');
}

const notScanned: JsonObject = { imageScanStatus: { status: 'NOT_SCANNED' } };

type Scan = Omit<ScanReport, 'digest' | 'artefact'>;

function scanOf(pages: readonly JsonObject[]): Scan {
  const [first = {}] = pages;
  const enhanced = pages.flatMap((page) => objectsOf(dig(page, 'imageScanFindings', 'enhancedFindings')));
  const basic = pages.flatMap((page) => objectsOf(dig(page, 'imageScanFindings', 'findings')));
  const active = enhanced.filter(({ status }) => status !== 'SUPPRESSED' && status !== 'CLOSED');
  const status = stringOf(dig(first, 'imageScanStatus', 'status')) ?? 'UNKNOWN';
  return {
    status,
    continuous: status === 'ACTIVE',
    completedAt: stringOf(dig(first, 'imageScanFindings', 'imageScanCompletedAt')),
    vulnerabilities: [...active.map(inspectorVulnerability), ...basic.map(basicOne)],
    suppressed: enhanced.filter((one) => one.status === 'SUPPRESSED').length,
  };
}

/** Statuses from bad to good; whatever else there is counts as bad. */
const good = ['PENDING', 'IN_PROGRESS', 'ACTIVE', 'COMPLETE'];

function merged(scans: readonly Scan[]): Scan {
  const worst = scans.reduce((a: Scan | null, b) => (a === null || rank(b) < rank(a) ? b : a), null);
  const times = scans.flatMap(({ completedAt }) => (completedAt === null ? [] : [completedAt]));
  return {
    status: worst?.status ?? 'NOT_SCANNED',
    continuous: scans.every(({ continuous }) => continuous),
    completedAt:
      times.length < scans.length ? null : times.reduce((a: string | null, b) => earlierOf(a, b), null),
    vulnerabilities: scans.flatMap(({ vulnerabilities }) => vulnerabilities),
    suppressed: scans.reduce((sum, { suppressed }) => sum + suppressed, 0),
  };
}

function rank({ status }: Scan): number {
  return good.indexOf(status);
}

function basicOne(finding: JsonObject): Vulnerability {
  const name = objectsOf(finding.attributes).find((one) => one.key === 'package_name');
  return {
    id: stringOf(finding.name) ?? 'unnamed',
    severity: (stringOf(finding.severity) ?? 'UNDEFINED').toUpperCase(),
    package: stringOf(name?.value),
    fixable: null,
    exploited: null,
  };
}

export const imageScanFact = defineFact({ fact: 'image-scan', read: readImageScan });
