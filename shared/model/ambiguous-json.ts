// JSON that readers read differently: a key twice, or one that only its case tells from another.
// SPDX-License-Identifier: Apache-2.0

// What means anything in manifests and configurations of images (OCI image specification, manifest.md, image-index.md and config.md).
const known: ReadonlyMap<string, string> = new Map(
  [
    'schemaVersion mediaType artifactType config layers manifests subject annotations fsLayers history',
    'digest size urls data platform architecture os os.version os.features variant rootfs type diff_ids created',
    'User ExposedPorts Env Entrypoint Cmd Volumes WorkingDir Labels StopSignal Healthcheck OnBuild Shell',
  ]
    .flatMap((line) => line.split(' '))
    .map((name) => [name.toLowerCase(), name]),
);
/** Their keys are anybody's, and mean what they say. */
const free: ReadonlySet<string> = new Set(['annotations', 'Labels', 'ExposedPorts', 'Volumes']);

/** Strings with the sign behind them, and brackets; what else there is tells nothing here. */
const token = /"(?:[^"\\]|\\.)*(?:"\s{0,1000}:?)?|[{}[\],]/g;

/** The keys of an object that is not closed yet; null: of a list, or of an object whose keys are free. */
type Keys = Set<string> | null;

/**
 * The first such key of a manifest or configuration; null: there is none. Go, in which registries and runtimes are written, takes any
 * spelling of a key, and of several the last (encoding/json, Unmarshal: "preferring exact matches but also accepting case-insensitive
 * matches"): what is judged here would not be what runs. `text`: valid JSON.
 */
export function ambiguousKey(text: string): string | null {
  const open: Keys[] = [];
  let key = '';
  for (const [found] of text.matchAll(token)) {
    if (found.endsWith(':')) {
      key = keyIn(found);
      if (isAmbiguous(key, open.at(-1) ?? null)) return key;
    } else {
      nest(open, found, key);
      key = '';
    }
  }
  return null;
}

function keyIn(found: string): string {
  return String(JSON.parse(found.slice(0, found.lastIndexOf('"') + 1)));
}

function nest(open: Keys[], found: string, key: string): void {
  if (found === '{') open.push(free.has(key) ? null : new Set());
  else if (found === '[') open.push(null);
  else if (found === '}' || found === ']') open.pop();
}

function isAmbiguous(key: string, keys: Keys): boolean {
  if (keys === null) return false;
  const folded = fold(key);
  const isOther = (known.get(folded) ?? key) !== key;
  if (isOther || keys.has(folded)) return true;
  keys.add(folded);
  return false;
}

/** As Go compares keys (encoding/json, foldName): the long s is an s, the sign of Kelvin a k. */
function fold(key: string): string {
  return key.replaceAll('\u017f', 's').replaceAll('\u212a', 'k').toLowerCase();
}
