// Amazon Inspector's events on container images. Fields: Amazon Inspector User Guide, "EventBridge event schema".
// SPDX-License-Identifier: Apache-2.0

import { parseArn } from '../../../model/arn.ts';
import {
  dig,
  isObject,
  type JsonObject,
  listOf,
  objectOf,
  stringOf,
  stringsOf,
} from '../../../model/json.ts';
import type { Intake } from '../../../model/observation.ts';
import type { Image } from '../../../model/platform.ts';
import { inspectorVulnerability } from '../../images/vulnerability.ts';
import { dropped, observed, unreadable } from '../context.ts';
import { bodyId } from '../identity.ts';
import { imageSubject } from '../image.ts';
import { defineEvents, type NativeEvent } from './define-events.ts';
import { repositoryName, scanned } from './ecr.ts';

export const inspectorEvents = defineEvents({
  source: 'aws.inspector2',
  reads: {
    'Inspector2 Scan': inspectorScan,
    'Inspector2 Finding': inspectorFinding,
  },
});

function inspectorScan(native: NativeEvent): Intake {
  const { detail, occurrence } = native;
  const found = repositoryName(detail['repository-name']);
  if (found === null) return dropped('inspector scan of something else than an image');
  const home = {
    ...occurrence,
    account: found.account ?? occurrence.account,
    region: found.region ?? occurrence.region,
  };
  const names = { repository: found.name, tag: null, digest: stringOf(detail['image-digest']) };
  return scanned({ ...native, occurrence: home }, names);
}

/**
 * One vulnerability of one image. It says that the image must be judged anew; how many findings there are it does not say,
 * so the image carries no scan: counts of one would let a low finding pass for a clean scan. What only the event knows of it, its
 * EPSS score, goes along.
 */
function inspectorFinding(native: NativeEvent): Intake {
  const { event, name, detail, occurrence } = native;
  const images = listOf(detail.resources)
    .filter(isObject)
    .filter((item) => item.type === 'AWS_ECR_CONTAINER_IMAGE');
  if (images.length === 0) return dropped('inspector finding on something else than an image');
  const told = toldBy(detail);
  const subjects = images.flatMap((item) => {
    const details = objectOf(dig(item, 'details', 'awsEcrContainerImage'));
    const arn = parseArn(stringOf(item.id));
    // `repository/<name>/sha256:<hex>`: the name itself may hold slashes.
    const [, inId = null, digestInId = null] =
      /^repository\/(.{1,256})\/(sha256:.{1,64})$/.exec(arn?.resource ?? '') ?? [];
    const repository = stringOf(details.repositoryName) ?? inId;
    const digest = stringOf(details.imageHash) ?? digestInId;
    const tag = stringsOf(details.imageTags)[0] ?? null;
    const home = { account: arn?.account || occurrence.account, region: arn?.region || occurrence.region };
    const subject = repository === null ? null : imageSubject(home, { repository, tag, digest }, null);
    return subject === null ? [] : [{ ...subject, ...told }];
  });
  if (subjects.length === 0) return unreadable(occurrence.context, `${name} whose image has no usable id`);
  return observed(occurrence, { id: bodyId(event), source: 'inspector', name, subjects });
}

/** Statuses of a finding are ACTIVE, SUPPRESSED and CLOSED: only the first is a hole that somebody must close. */
function toldBy(detail: JsonObject): Pick<Image, 'told'> {
  const named = stringOf(dig(detail, 'packageVulnerabilityDetails', 'vulnerabilityId')) !== null;
  return named && detail.status === 'ACTIVE' ? { told: [inspectorVulnerability(detail)] } : {};
}
