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

/** Null where the text is no lifecycle policy, or where none of its rules is known to be risky and one cannot be read. */
export function riskyRules(policy: unknown, keeping: LifecycleKeeping): readonly RiskyRule[] | null {
  const document = parsedDocument(policy);
  if (!isObject(document) || !Array.isArray(document.rules)) return null;
  const rules = listOf(document.rules).map((rule, index) => {
    const selection = objectOf(objectOf(rule).selection);
    const risk = riskOf(selection, objectOf(objectOf(rule).action), keeping);
    return { path: join('rules', index, 'selection'), selection, ...risk };
  });
  const risky = rules.flatMap(({ path, selection, says }) =>
    says === null ? [] : [{ path, selection, says }],
  );
  return risky.length === 0 && rules.some(({ known }) => !known) ? null : risky;
}

interface Risk {
  /** Null: the rule takes nothing away that may run, as far as it is known. */
  readonly says: string | null;
  /** False where the rule says what is not known here, or nothing. */
  readonly known: boolean;
}

const harmless: Risk = { says: null, known: true };
const unreadable: Risk = { says: null, known: false };

/** Amazon ECR User Guide, "Lifecycle policy properties in Amazon ECR". */
function riskOf(selection: JsonObject, action: JsonObject, keeping: LifecycleKeeping): Risk {
  const { tagStatus, storageClass, countType } = selection;
  if (!['any', 'tagged', 'untagged'].includes(String(tagStatus))) return unreadable;
  const which = selected(selection, keeping.tracks);
  // What lies in the archive cannot run: it is brought back first.
  if (which === null || storageClass === 'archive') return harmless;
  const does = action.type === 'transition' ? 'archives' : 'expires';
  const number = numberOf(selection.countNumber);
  if (number === null) return unreadable;
  const risk = (says: string | null): Risk => ({ says, known: true });
  switch (countType) {
    case 'sinceImagePushed':
      return risk(`${does} ${which} ${number} days after its push`);
    case 'sinceImagePulled':
      return risk(`${does} ${which} ${number} days after its last pull`);
    case 'imageCountMoreThan':
      return risk(number < keeping.newest ? `${does} ${which} but the newest ${number}` : null);
    default:
      return unreadable;
  }
}

/** What the rule is about, as far as releases are concerned; null: none of them. */
function selected({ tagStatus, ...lists }: JsonObject, tracks: readonly string[]): string | null {
  if (tagStatus === 'any') return 'every image';
  if (tagStatus !== 'tagged') return null;
  const patterns = stringsOf(lists.tagPatternList);
  const prefixes = stringsOf(lists.tagPrefixList);
  // Of several an image must bear them all ("only images with all specified tags are selected"), each by any of its tags.
  const some =
    patterns.length + prefixes.length > 0 &&
    patterns.every((one) => tracks.some((track) => globMatches(one, track))) &&
    prefixes.every((one) => tracks.some((track) => track.startsWith(one)));
  return some ? `every image tagged ${stringOf([...patterns, ...prefixes].join(', ')) ?? ''}` : null;
}
