// Rules of an ECR lifecycle policy that may take away what runs: ECR goes by age and count alone, whoever uses the image.
// SPDX-License-Identifier: Apache-2.0
import { join } from '../../model/at.ts';
import { globMatches } from '../../model/glob.ts';
import {
  isObject,
  type JsonObject,
  listOf,
  numberOf,
  objectOf,
  stringOf,
  stringsOf,
} from '../../model/json.ts';
import { parsedDocument } from '../../model/policy-text.ts';

export interface RiskyRule {
  /** Place within the policy: `rules[0].selection`. */
  readonly path: string;
  readonly selection: JsonObject;
  /** `expires every image 14 days after its push`. */
  readonly says: string;
}

export interface LifecycleKeeping {
  /** Tags that stand for releases. */
  readonly tracks: readonly string[];
  /** Of so many of the newest images a rule may be content to keep no more. */
  readonly newest: number;
}

/** Null where the text is no lifecycle policy. */
export function riskyRules(policy: unknown, keeping: LifecycleKeeping): readonly RiskyRule[] | null {
  const document = parsedDocument(policy);
  if (!isObject(document) || !Array.isArray(document.rules)) return null;
  return listOf(document.rules).flatMap((rule, index) => {
    const selection = objectOf(objectOf(rule).selection);
    const says = riskOf(selection, objectOf(objectOf(rule).action), keeping);
    return says === null ? [] : [{ path: join('rules', index, 'selection'), selection, says }];
  });
}

/** Amazon ECR User Guide, "Lifecycle policy properties in Amazon ECR". */
function riskOf(selection: JsonObject, action: JsonObject, keeping: LifecycleKeeping): string | null {
  const which = selected(selection, keeping.tracks);
  // What lies in the archive cannot run: it is brought back first.
  if (which === null || selection.storageClass === 'archive') return null;
  const does = action.type === 'transition' ? 'archives' : 'expires';
  const number = numberOf(selection.countNumber);
  if (number === null) return null;
  if (selection.countType === 'sinceImagePushed') return `${does} ${which} ${number} days after its push`;
  if (selection.countType === 'sinceImagePulled')
    return `${does} ${which} ${number} days after its last pull`;
  const few = selection.countType === 'imageCountMoreThan' && number < keeping.newest;
  return few ? `${does} ${which} but the newest ${number}` : null;
}

/** What the rule is about, as far as releases are concerned; null: none of them. */
function selected({ tagStatus, ...lists }: JsonObject, tracks: readonly string[]): string | null {
  if (tagStatus === 'any') return 'every image';
  if (tagStatus !== 'tagged') return null;
  const patterns = stringsOf(lists.tagPatternList);
  const prefixes = stringsOf(lists.tagPrefixList);
  // Of several an image must bear them all ("only images with all specified tags are selected").
  const meant = (track: string) =>
    patterns.every((one) => globMatches(one, track)) && prefixes.every((one) => track.startsWith(one));
  const some = tracks.some(meant) && patterns.length + prefixes.length > 0;
  return some ? `every image tagged ${stringOf([...patterns, ...prefixes].join(', ')) ?? ''}` : null;
}
