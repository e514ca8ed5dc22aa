// ECR's own events. Fields: Amazon ECR User Guide, "Amazon ECR events and EventBridge".
// SPDX-License-Identifier: Apache-2.0

import { parseArn } from '../../../model/arn.ts';
import { at } from '../../../model/at.ts';
import { isObject, listOf, numberOf, objectOf, stringOf, stringsOf } from '../../../model/json.ts';
import { type Intake, pending } from '../../../model/observation.ts';
import type { ImageScan } from '../../../model/platform.ts';
import { blankRepository } from '../../documents/blank.ts';
import { partOf } from '../cloudtrail/change.ts';
import { dropped, observed, plain, unreadable } from '../context.ts';
import { bodyId } from '../identity.ts';
import { type ImageNames, imageIdentity, imageSubject } from '../image.ts';
import { defineEvents, type NativeEvent } from './define-events.ts';

export const ecrEvents = defineEvents({
  source: 'aws.ecr',
  reads: {
    'ECR Image Action': imageAction,
    'ECR Image Scan': imageScan,
    'ECR Pull Through Cache Action': pullThrough,
    'ECR Replication Action': replication,
    'ECR Scan Resource Change': scanChange,
  },
  drops: {
    'ECR Referrer Action': 'ecr referrer archived or restored',
  },
});

function imageAction(native: NativeEvent): Intake {
  const { detail } = native;
  const action = stringOf(detail['action-type']);
  if (detail.result === 'FAILURE') return dropped('ecr image action failed');
  if (action === 'DELETE') return imageDeleted(native);
  if (action === 'UPDATE_STORAGE_CLASS') return storageChanged(native);
  // REPLICATE and PUSH alike: the image is here now.
  const names = namesIn(native);
  return names !== null && names.tag === null && names.digest !== null
    ? untagged(native, names)
    : imagePresent(native, names, null);
}

function namesIn({ detail }: NativeEvent): ImageNames | null {
  const repository = stringOf(detail['repository-name']);
  if (repository === null || repository === '') return null;
  return { repository, tag: textOrNull(detail['image-tag']), digest: textOrNull(detail['image-digest']) };
}

function textOrNull(value: unknown): string | null {
  return stringOf(value) || null;
}

/**
 * Without a tag it may be a signature, an SBOM, one platform of an index, or an image: its manifest tells. What refers to an image leads
 * to that one, other artefacts to nothing; where nobody can look, it is judged as an image, by controls that ask the same.
 */
function untagged(native: NativeEvent, names: ImageNames): Intake {
  const { event, name, occurrence } = native;
  const itself = imageSubject(occurrence, names, null);
  if (itself === null)
    return unreadable(occurrence.context, `${name} without repository, or without digest and tag`);
  const { account, region, reference } = itself;
  const one = pending(
    { fact: 'image-signatures', account, region, image: reference, signers: [] },
    (answer) => {
      if (!answer.ok || answer.value.artefact === null) return [itself];
      const { subject } = answer.value;
      const about = subject === null ? null : imageSubject(occurrence, { ...names, digest: subject }, null);
      return about === null ? [] : [about];
    },
  );
  return observed(occurrence, { id: bodyId(event), source: 'ecr', name, pending: [one] });
}

function imagePresent(native: NativeEvent, names: ImageNames | null, scan: ImageScan | null): Intake {
  const { event, name, occurrence } = native;
  const subject = names && imageSubject(occurrence, names, scan);
  if (subject === null)
    return unreadable(occurrence.context, `${name} without repository, or without digest and tag`);
  return observed(occurrence, { id: bodyId(event), source: 'ecr', name, subjects: [subject] });
}

/** Deleting by tag removes only that tag where the image has others, so it ends that one reference of the finding. */
function imageDeleted(native: NativeEvent): Intake {
  const { event, name, occurrence } = native;
  const names = namesIn(native);
  const found = names && imageIdentity(occurrence, names);
  if (names === null || found === null)
    return unreadable(occurrence.context, `${name} without repository, or without digest and tag`);
  const { account, region } = occurrence;
  const gone = { identity: found.identity, account, region, instance: names.tag === null ? null : found.id };
  return observed(occurrence, { id: bodyId(event), source: 'ecr', name, gone: [gone] });
}

/** An archived image cannot be pulled, but can come back: neither judged nor gone. A restored one is judged, unless it is an artefact. */
function storageChanged(native: NativeEvent): Intake {
  if (native.detail['target-storage-class'] !== 'STANDARD') return dropped('ecr image archived');
  const artifact = stringOf(native.detail['artifact-media-type']) ?? '';
  const isImage =
    artifact === '' || artifact.includes('.image.config.') || artifact.includes('.container.image.');
  return isImage ? imagePresent(native, namesIn(native), null) : dropped('ecr referrer archived or restored');
}

function pullThrough(native: NativeEvent): Intake {
  if (native.detail['sync-status'] === 'FAILED') return dropped('ecr pull through cache failed');
  return imagePresent(native, namesIn(native), null);
}

function replication(native: NativeEvent): Intake {
  if (native.detail.result === 'FAILED') return dropped('ecr replication failed');
  return imagePresent(native, namesIn(native), null);
}

/** A basic scan's result; severities that were not found are not among the keys. */
function imageScan(native: NativeEvent): Intake {
  return scanned(native, namesIn(native));
}

/** A scan's result as the image's scan, for ECR's own and for Inspector's events. */
export function scanned(native: NativeEvent, names: ImageNames | null): Intake {
  const { detail, occurrence } = native;
  const status = stringOf(detail['scan-status']) ?? 'UNKNOWN';
  const scan: ImageScan = {
    status,
    counts: countsOf(detail['finding-severity-counts']),
    completedAt: occurrence.time,
  };
  const tag = names?.tag ?? stringsOf(detail['image-tags'])[0] ?? null;
  return imagePresent(native, names && { ...names, tag }, scan);
}

/** Inspector adds TOTAL, which is no severity. */
function countsOf(value: unknown): Readonly<Record<string, number>> {
  const counts = Object.entries(objectOf(value)).map(
    ([severity, count]) => [severity.toUpperCase(), numberOf(count)] as const,
  );
  return Object.fromEntries(
    counts.filter((entry): entry is [string, number] => entry[0] !== 'TOTAL' && entry[1] !== null),
  );
}

/** `repository-name` is a bare name in ECR's events, a whole ARN in Inspector's. */
export function repositoryName(
  value: unknown,
): { name: string; account: string | null; region: string | null } | null {
  const text = stringOf(value);
  if (text === null || text === '') return null;
  const arn = parseArn(text);
  if (arn === null) return { name: text, account: null, region: null };
  return {
    name: arn.resource.replace(/^repository\//, ''),
    account: arn.account || null,
    region: arn.region || null,
  };
}

/** How repositories are scanned from now on: one event may tell of many. */
function scanChange(native: NativeEvent): Intake {
  const { event, name, detail, occurrence } = native;
  const repositories = listOf(detail.repositories).filter(isObject);
  if (repositories.length === 0) return dropped(`${plain(name)} without repositories`);
  const { account, region } = occurrence;
  const changes = repositories.flatMap((item) => {
    const found = repositoryName(item['repository-name']);
    const frequency = stringOf(item['scan-frequency']);
    if (found === null || frequency === null) return [];
    const blank = (reason: string) => blankRepository(occurrence, found.name, reason);
    const scanOnPush = at(frequency !== 'MANUAL', 'scan-frequency');
    return [
      partOf({ fact: 'repository', account, region, name: found.name }, blank, (whole) => ({
        ...whole,
        scanOnPush,
      })),
    ];
  });
  return observed(occurrence, { id: bodyId(event), source: 'ecr', name, pending: changes });
}
