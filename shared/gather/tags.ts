// Reads tags as the services list them: `Key`/`Value` in EC2 and IAM, `key`/`value` in ECS.
import { stringOf } from '../model/json.ts';
import { objectsOf } from './api.ts';

/** Tags as a map; a key given twice keeps its last value, as AWS would not allow it. */
export function tagsOf(list: unknown): Readonly<Record<string, string>> {
  const entries: [string, string][] = [];
  for (const tag of objectsOf(list)) {
    const key = stringOf(tag.Key) ?? stringOf(tag.key);
    if (key !== null) entries.push([key, stringOf(tag.Value) ?? stringOf(tag.value) ?? '']);
  }
  return Object.fromEntries(entries);
}
