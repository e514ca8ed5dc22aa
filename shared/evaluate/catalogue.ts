// The controls at hand, found by the kind of subject they judge.
import type { Control } from '../model/control.ts';
import type { Subject, SubjectKind } from '../model/subject.ts';

export interface Catalogue {
  readonly controls: readonly Control[];
  /** Controls that judge this kind on this platform; of a ConfigMap only those that judge configuration. */
  readonly for: (subject: Subject) => readonly Control[];
}

export function catalogueOf(controls: readonly Control[]): Catalogue {
  const byPlace = new Map<string, readonly Control[]>();
  return {
    controls,
    for(subject) {
      const configuration = subject.kind === 'workload' && subject.source === 'config-map';
      const key = `${subject.kind} ${subject.platform} ${configuration}`;
      let found = byPlace.get(key);
      if (found === undefined) {
        found = controls.filter(
          (control) =>
            judges(control, subject.kind, subject.platform) &&
            (!configuration || control.configuration === true),
        );
        byPlace.set(key, found);
      }
      return found;
    },
  };
}

function judges(control: Control, kind: SubjectKind, platform: string): boolean {
  if (!control.judges.includes(kind)) return false;
  return control.platforms === undefined || control.platforms.some((name) => name === platform);
}
