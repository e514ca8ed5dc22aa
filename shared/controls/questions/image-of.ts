// The images that a subject runs or is, as controls on images ask about them.
// SPDX-License-Identifier: Apache-2.0
import type { Image } from '../../model/platform.ts';
import type { Judgement } from '../../model/verdict.ts';
import { ownContainers, type Workload } from '../../model/workload.ts';
import { pinnedImage } from './image-config.ts';
import { imageVolumes } from './workload-images.ts';

export interface NamedImage {
  /** `container web`, or the image's own name. */
  readonly who: string;
  /** Reference, with the digest that runs where that is known. */
  readonly reference: string;
  readonly tag: string | null;
  readonly digest: string | null;
  /** Place of the reference in the source. */
  readonly path: string;
  readonly account: string | null;
  readonly region: string | null;
  /** A workload names it, and so runs it, whatever it claims to be. */
  readonly runs: boolean;
}

/** Every image of the subject, those of volumes included; a container that names none has none. */
export function imagesOf(subject: Workload | Image): readonly NamedImage[] {
  const { account, region } = subject;
  if (subject.kind === 'image') {
    const { name, reference, tag, digest } = subject;
    return [{ who: name, reference, tag, digest, path: 'image', account, region, runs: false }];
  }
  return [...ofContainers(subject), ...ofVolumes(subject)];
}

function ofContainers(workload: Workload): readonly NamedImage[] {
  const { account, region } = workload;
  return ownContainers(workload).flatMap((container) => {
    const { value, path } = container.image;
    if (value === null) return [];
    const reference = pinnedImage(container);
    const digest = container.digest.value ?? digestIn(value);
    return [
      {
        ...{ who: `container ${container.name}`, reference, tag: tagIn(value), digest, path },
        ...{ account, region, runs: true },
      },
    ];
  });
}

/** Volumes of Kubernetes that hold the files of an image (Kubernetes documentation, "Volumes", `image`). */
function ofVolumes(workload: Workload): readonly NamedImage[] {
  const { account, region } = workload;
  return imageVolumes(workload).flatMap(({ user, image: { value, path } }) => {
    if (value === null) return [];
    const named = { reference: value, tag: tagIn(value), digest: digestIn(value), path };
    return [{ who: user, ...named, account, region, runs: true }];
  });
}

/**
 * What a fail comes to where the image may lie unused: one without a tag is judged with the index that names it. `tagged`: whether a
 * tag stands for it, as its registry tells; null: it does not. An event on a signature names no tag, whatever tags there are.
 */
export function unlessUnused(
  judged: Judgement,
  subject: Workload | Image,
  { tag }: Pick<NamedImage, 'tag'>,
  tagged: boolean | null,
): Judgement {
  if (judged.outcome !== 'fail' || subject.kind !== 'image' || subject.running) return judged;
  if (tag !== null || tagged === true) return judged;
  if (tagged === null)
    return { outcome: 'unknown', reason: `whether a tag stands for ${subject.name} is not known` };
  return { outcome: 'not-applicable', reason: 'an image without a tag, which nothing is known to run' };
}

function digestIn(reference: string): string | null {
  const sign = reference.indexOf('@');
  return sign < 0 ? null : reference.slice(sign + 1);
}

/** Null: a reference by digest alone, or none at all, which means `latest`. */
function tagIn(reference: string): string | null {
  const [named = '', digest] = reference.split('@');
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  if (colon >= 0) return named.slice(colon + 1);
  return digest === undefined ? 'latest' : null;
}

/** One judgement of several: a fail with all its evidence, else what is unknown, else what passes. */
export function together(judgements: readonly Judgement[]): Judgement {
  const fails = judgements.filter((one) => one.outcome === 'fail');
  const [first, ...rest] = fails.flatMap(({ evidence }) => evidence);
  if (first !== undefined) {
    const responds = fails.some(({ respond }) => respond !== false);
    const severity = fails.find((one) => one.severity !== undefined)?.severity;
    return {
      outcome: 'fail',
      evidence: [first, ...rest],
      ...(responds ? {} : { respond: false as const }),
      ...(severity === undefined ? {} : { severity }),
    };
  }
  const of = (outcome: Judgement['outcome']) => judgements.find((one) => one.outcome === outcome);
  return (
    of('unknown') ??
    of('pass') ??
    of('not-applicable') ?? { outcome: 'not-applicable', reason: 'it names no image' }
  );
}
