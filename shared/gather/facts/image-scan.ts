// The fact `image-scan`: what ECR's basic scan or Inspector found in an image (ECR API reference, DescribeImageScanFindings).
import type { FactAnswer, FactRequestOf } from '../../model/facts.ts';
import { dig, type JsonObject, numberOf, objectOf, stringOf } from '../../model/json.ts';
import type { ScanReport, Vulnerability } from '../../model/signatures.ts';
import { parseImageReference } from '../../names/image-reference.ts';
import { type AwsApi, objectsOf } from '../api.ts';
import { giveUp, type Reader, reading } from '../reading.ts';

// 1,000 on a page is the most (API reference, maxResults). Nobody reads on after so many.
const maximumPages = 10;

export function readImageScan(
  ask: FactRequestOf<'image-scan'>,
  api: AwsApi,
): Promise<FactAnswer<'image-scan'>> {
  const reference = parseImageReference(ask.image);
  const ecr = reference?.ecr ?? null;
  const place = { account: ecr?.account ?? ask.account, region: ecr?.region ?? ask.region };
  return reading(api, place, async (reader) => {
    if (reference === null) return giveUp('no-facts', 'not an image reference');
    if (ecr === null)
      return giveUp('no-facts', `scans of ${reference.registry} are not read: only those of ECR are`);
    const { digest, tag } = reference;
    const imageId = digest === null ? { imageTag: tag ?? 'latest' } : { imageDigest: digest };
    const input = { registryId: ecr.account, repositoryName: ecr.repository, imageId, maxResults: 1000 };
    return reportOf(await pagesOf(reader, input));
  });
}

/** ECR says ScanNotFoundException where nobody has scanned the image: an answer, not a failure. */
async function pagesOf(reader: Reader, input: JsonObject): Promise<readonly JsonObject[]> {
  const pages: JsonObject[] = [];
  for (let token: string | null = null; pages.length < maximumPages; ) {
    const next: JsonObject = token === null ? input : { ...input, nextToken: token };
    const answer = await reader.attempt('ecr', 'DescribeImageScanFindings', next);
    if (!answer.ok && answer.error === 'ScanNotFoundException') return [await existing(reader, input)];
    if (!answer.ok) return giveUp(answer.code, answer.reason);
    pages.push(answer.output);
    const following = stringOf(answer.output.nextToken);
    if (following === null || following === token) return pages;
    token = following;
  }
  return giveUp('failed', 'the scan has more findings than are read');
}

/** That nobody scanned it is only said of an image that is there. */
async function existing(
  reader: Reader,
  { registryId, repositoryName, imageId }: JsonObject,
): Promise<JsonObject> {
  await reader.get('ecr', 'DescribeImages', {
    ...{ registryId: registryId ?? null, repositoryName: repositoryName ?? null },
    imageIds: [imageId ?? null],
  });
  return { imageScanStatus: { status: 'NOT_SCANNED' } };
}

function reportOf(pages: readonly JsonObject[]): ScanReport {
  const [first = {}] = pages;
  const findings = objectOf(first.imageScanFindings);
  const enhanced = pages.flatMap((page) => objectsOf(dig(page, 'imageScanFindings', 'enhancedFindings')));
  const basic = pages.flatMap((page) => objectsOf(dig(page, 'imageScanFindings', 'findings')));
  const active = enhanced.filter(({ status }) => status !== 'SUPPRESSED' && status !== 'CLOSED');
  const status = stringOf(dig(first, 'imageScanStatus', 'status')) ?? 'UNKNOWN';
  return {
    digest: stringOf(dig(first, 'imageId', 'imageDigest')),
    status,
    continuous: status === 'ACTIVE',
    completedAt: stringOf(findings.imageScanCompletedAt),
    counts: countsOf(findings.findingSeverityCounts),
    vulnerabilities: [...active.map(enhancedOne), ...basic.map(basicOne)],
    suppressed: enhanced.filter(({ status }) => status === 'SUPPRESSED').length,
  };
}

function countsOf(value: unknown): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(objectOf(value)).map(([key, count]) => [key.toUpperCase(), numberOf(count) ?? 0]),
  );
}

/** Inspector: `fixAvailable` and `exploitAvailable` are YES, NO or PARTIAL (API reference, EnhancedImageScanFinding). */
function enhancedOne(finding: JsonObject): Vulnerability {
  const details = objectOf(finding.packageVulnerabilityDetails);
  const [first] = objectsOf(details.vulnerablePackages);
  return {
    id: stringOf(details.vulnerabilityId) ?? stringOf(finding.title) ?? 'unnamed',
    severity: (stringOf(finding.severity) ?? 'UNDEFINED').toUpperCase(),
    package: stringOf(first?.name),
    fixable: yesNo(finding.fixAvailable),
    exploited: yesNo(finding.exploitAvailable),
  };
}

function yesNo(value: unknown): boolean | null {
  return typeof value === 'string' ? value !== 'NO' : null;
}

function basicOne(finding: JsonObject): Vulnerability {
  const attribute = (key: string) =>
    stringOf(objectsOf(finding.attributes).find((one) => one.key === key)?.value);
  return {
    id: stringOf(finding.name) ?? 'unnamed',
    severity: (stringOf(finding.severity) ?? 'UNDEFINED').toUpperCase(),
    package: attribute('package_name'),
    fixable: null,
    exploited: null,
  };
}
