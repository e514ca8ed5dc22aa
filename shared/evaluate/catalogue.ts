// The controls at hand, found by the kind of subject they judge.
// SPDX-License-Identifier: Apache-2.0
import { type Control, families } from '../model/control.ts';
import type { Subject, SubjectKind } from '../model/subject.ts';
import type { WorkloadSource } from '../model/workload.ts';

export interface Catalogue {
  readonly controls: readonly Control[];
  /** Controls that judge this kind on this platform; of a ConfigMap, a PersistentVolume or an alert only those that judge what it shows. */
  readonly for: (subject: Subject) => readonly Control[];
}

export function catalogueOf(controls: readonly Control[]): Catalogue {
  const byPlace = new Map<string, readonly Control[]>();
  return {
    controls,
    for(subject) {
      const seen = subject.kind === 'workload' ? partSeen(subject.source) : null;
      const key = `${subject.kind} ${subject.platform} ${seen}`;
      let found = byPlace.get(key);
      if (found === undefined) {
        found = controls.filter(
          (control) =>
            judges(control, subject.kind, subject.platform) && (seen === null || judgesPart(control, seen)),
        );
        byPlace.set(key, found);
      }
      return found;
    },
  };
}

type Part = 'config-map' | 'persistent-volume' | 'alert';

const parts: readonly WorkloadSource[] = [
  'config-map',
  'persistent-volume',
  'alert',
] satisfies readonly Part[];

/** Sources that show a workload in part only, by design: the rest is not unknown, nobody looked. */
function partSeen(source: WorkloadSource): Part | null {
  return isPart(source) ? source : null;
}

function isPart(source: WorkloadSource): source is Part {
  return parts.includes(source);
}

/** What a detector saw is for the controls on incidents, and for the user's own, which may read it. */
function judgesPart({ configuration, volumes, alerts, life, family }: Control, part: Part): boolean {
  if (part === 'config-map') return configuration === true;
  if (part === 'persistent-volume') return volumes === true;
  return life === 'incident' || alerts === true || !families.some((known) => known === family);
}

function judges(control: Control, kind: SubjectKind, platform: string): boolean {
  if (!control.judges.includes(kind)) return false;
  return control.platforms === undefined || control.platforms.some((name) => name === platform);
}
